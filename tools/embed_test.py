import os
import subprocess
import sys
import tempfile
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
import embed  # noqa: E402

MAIN = """
#include "base/embed.h"
#include <stdio.h>
int main(int argc, char **argv) {
    for (int i = 1; i < argc; i++) {
        const struct embed_file *f = embed_find(argv[i]);
        if (f == NULL)
            printf("%s none\\n", argv[i]);
        else
            printf("%s %zu %d %016llx %.*s\\n", f->path, f->size, f->bytes[f->size], (unsigned long long)f->hash,
                   (int)f->size, (const char *)f->bytes);
    }
    printf("%016llx\\n", (unsigned long long)embed_digest());
    return 0;
}
"""


class Embed(unittest.TestCase):
    def setUp(self):
        keep = tempfile.TemporaryDirectory()
        self.addCleanup(keep.cleanup)
        self.root = keep.name

    def write(self, path, content):
        whole = os.path.join(self.root, path)
        os.makedirs(os.path.dirname(whole), exist_ok=True)
        with open(whole, "wb") as f:
            f.write(content)
        return whole

    def build_and_ask(self, files, *asked):
        out = [os.path.join(self.root, n) for n in ("embed.S", "embed.c", "main.c", "main")]
        self.assertEqual(embed.main(["embed.py", self.root, out[0], out[1]] + files), 0)
        with open(out[2], "w", encoding="utf-8") as f:
            f.write(MAIN)
        cc = subprocess.run(
            [os.environ.get("CC", "cc"), "-Wall", "-Wextra", "-Werror", "-Wl,--fatal-warnings",
             "-I", os.path.join(HERE, "..", "src")] + out[:3] + ["-o", out[3]], capture_output=True, text=True)
        self.assertEqual(cc.stderr, "")
        return subprocess.run([out[3]] + list(asked), capture_output=True, text=True).stdout.splitlines()

    def test_files_are_found_by_their_path_with_their_bytes(self):
        files = [self.write("web/static/app.css", b"a{}"), self.write("data/b.txt", b"hai"), self.write("data/a", b"")]
        said = self.build_and_ask(files, "data/a", "data/b.txt", "web/static/app.css", "data", "zz", "")
        self.assertEqual(said[0], f"data/a 0 0 {embed.hash_of(b''):016x} ")
        self.assertEqual(said[1], f"data/b.txt 3 0 {embed.hash_of(b'hai'):016x} hai")
        self.assertEqual(said[2], f"web/static/app.css 3 0 {embed.hash_of(b'a{}'):016x} a{{}}")
        self.assertEqual(said[3:6], ["data none", "zz none", " none"])

    def test_nothing_to_embed_builds_too(self):
        self.assertEqual(self.build_and_ask([], "a")[0], "a none")

    def test_the_digest_changes_with_content_and_with_names(self):
        a = self.write("a", b"1")
        one = self.build_and_ask([a])
        self.write("a", b"2")
        two = self.build_and_ask([a])
        three = self.build_and_ask([self.write("b", b"2")])
        self.assertEqual(len({one[0], two[0], three[0]}), 3)
        self.write("a", b"1")
        self.assertEqual(self.build_and_ask([a]), one)

    def test_the_assembler_text_changes_with_the_content(self):
        a = self.write("a", b"1")
        before = embed.assembler(embed.collect(self.root, [a]))
        self.write("a", b"2")
        self.assertNotEqual(before, embed.assembler(embed.collect(self.root, [a])))

    def test_what_cannot_be_embedded_is_refused(self):
        a = self.write("in/a", b"1")
        with self.assertRaisesRegex(ValueError, "outside"):
            embed.collect(os.path.join(self.root, "other"), [a])
        with self.assertRaisesRegex(ValueError, "twice"):
            embed.collect(self.root, [a, a])
        with self.assertRaisesRegex(ValueError, "misread"):
            embed.collect(self.root, [self.write('in/"', b"")])
        self.assertEqual(embed.main(["embed.py", self.root, "x.S", "x.c", os.path.join(self.root, "none")]), 1)


if __name__ == "__main__":
    unittest.main()
