/* ansinh: serve, or run one command. Everything it can do is a row of a feature. */
#include <locale.h>
#include <signal.h>

#include "app/command.h"
#include "features/interview/interview.h"
#include "features/review/review.h"

int main(int argc, char **argv) {
    (void)setlocale(LC_ALL, "C.UTF-8");
    (void)signal(SIGPIPE, SIG_IGN);             /* a reader that went away is an error code, not the end */
    interview_guard = review_interview_allowed; /* answers close when a meeting agreed or a chair signed */
    return command_main(argc, argv);
}
