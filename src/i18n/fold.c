/* Search key: what a person types without marks finds what is written with them.
 *
 * Names are folded by the million (import, matching, the search column), so the work is one table look-up per
 * letter with no library call: two tables hold all Latin letters of Unicode that names in Viet Nam are written
 * with. Letters of other scripts are rare and go through ICU, lower-cased and kept. The tables were derived
 * from Unicode's compatibility decompositions and are checked against them by a test, letter by letter. */
#include "i18n/i18n.h"
#include "i18n/letters.h"

#include <unicode/uchar.h>

/* One character per code point: what it folds to. ' ' separates words, '-' is dropped (soft hyphen), '.' is a
 * letter with no plain form, a capital stands for two letters (see pair). */
#define FIRST_LATIN 0xa0u
static const char latin[] = "          a  -  " /* 00A0  ¡¢£¤¥¦§¨©ª«¬ ®¯ */
                            "  23 .   1o     " /* 00B0 °±²³´µ¶·¸¹º»¼½¾¿ */
                            "aaaaaaAceeeeiiii" /* 00C0 ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏ */
                            "dnooooo ouuuuyTS" /* 00D0 ÐÑÒÓÔÕÖ×ØÙÚÛÜÝÞß */
                            "aaaaaaAceeeeiiii" /* 00E0 àáâãäåæçèéêëìíîï */
                            "dnooooo ouuuuyTy" /* 00F0 ðñòóôõö÷øùúûüýþÿ */
                            "aaaaaaccccccccdd" /* 0100 ĀāĂăĄąĆćĈĉĊċČčĎď */
                            "ddeeeeeeeeeegggg" /* 0110 ĐđĒēĔĕĖėĘęĚěĜĝĞğ */
                            "gggghhhhiiiiiiii" /* 0120 ĠġĢģĤĥĦħĨĩĪīĬĭĮį */
                            "iiIIjjkkklllllll" /* 0130 İıĲĳĴĵĶķĸĹĺĻļĽľĿ */
                            "lllnnnnnnnnnoooo" /* 0140 ŀŁłŃńŅņŇňŉŊŋŌōŎŏ */
                            "ooOOrrrrrrssssss" /* 0150 ŐőŒœŔŕŖŗŘřŚśŜŝŞş */
                            "ssttttttuuuuuuuu" /* 0160 ŠšŢţŤťŦŧŨũŪūŬŭŮů */
                            "uuuuwwyyyzzzzzzs" /* 0170 ŰűŲųŴŵŶŷŸŹźŻżŽžſ */
                            "bbbb...ccdddd..." /* 0180 ƀƁƂƃƄƅƆƇƈƉƊƋƌƍƎƏ */
                            ".ffg.H.ikkl..nno" /* 0190 ƐƑƒƓƔƕƖƗƘƙƚƛƜƝƞƟ */
                            "oo..pp.....ttttu" /* 01A0 ƠơƢƣƤƥƦƧƨƩƪƫƬƭƮƯ */
                            "u.vyyzz........." /* 01B0 ưƱƲƳƴƵƶƷƸƹƺƻƼƽƾƿ */
                            "....DDDLLLNNNaai" /* 01C0 ǀǁǂǃǄǅǆǇǈǉǊǋǌǍǎǏ */
                            "ioouuuuuuuuuu.aa" /* 01D0 ǐǑǒǓǔǕǖǗǘǙǚǛǜǝǞǟ */
                            "aaAAggggkkoooo.." /* 01E0 ǠǡǢǣǤǥǦǧǨǩǪǫǬǭǮǯ */
                            "jDDDggH.nnaaAAoo" /* 01F0 ǰǱǲǳǴǵǶǷǸǹǺǻǼǽǾǿ */
                            "aaaaeeeeiiiioooo" /* 0200 ȀȁȂȃȄȅȆȇȈȉȊȋȌȍȎȏ */
                            "rrrruuuusstt..hh" /* 0210 ȐȑȒȓȔȕȖȗȘșȚțȜȝȞȟ */
                            "ndUUzzaaeeoooooo" /* 0220 ȠȡȢȣȤȥȦȧȨȩȪȫȬȭȮȯ */
                            "ooyylntjBQacclts" /* 0230 ȰȱȲȳȴȵȶȷȸȹȺȻȼȽȾȿ */
                            "z..bu.eejjqqrryy" /* 0240 ɀɁɂɃɄɅɆɇɈɉɊɋɌɍɎɏ */;
#define FIRST_EXTENDED 0x1e00u
static const char extended[] = "aabbbbbbccdddddd" /* 1E00 ḀḁḂḃḄḅḆḇḈḉḊḋḌḍḎḏ */
                               "ddddeeeeeeeeeeff" /* 1E10 ḐḑḒḓḔḕḖḗḘḙḚḛḜḝḞḟ */
                               "gghhhhhhhhhhiiii" /* 1E20 ḠḡḢḣḤḥḦḧḨḩḪḫḬḭḮḯ */
                               "kkkkkkllllllllmm" /* 1E30 ḰḱḲḳḴḵḶḷḸḹḺḻḼḽḾḿ */
                               "mmmmnnnnnnnnoooo" /* 1E40 ṀṁṂṃṄṅṆṇṈṉṊṋṌṍṎṏ */
                               "oooopppprrrrrrrr" /* 1E50 ṐṑṒṓṔṕṖṗṘṙṚṛṜṝṞṟ */
                               "sssssssssstttttt" /* 1E60 ṠṡṢṣṤṥṦṧṨṩṪṫṬṭṮṯ */
                               "ttuuuuuuuuuuvvvv" /* 1E70 ṰṱṲṳṴṵṶṷṸṹṺṻṼṽṾṿ */
                               "wwwwwwwwwwxxxxyy" /* 1E80 ẀẁẂẃẄẅẆẇẈẉẊẋẌẍẎẏ */
                               "zzzzzzhtwyasssS." /* 1E90 ẐẑẒẓẔẕẖẗẘẙẚẛẜẝẞẟ */
                               "aaaaaaaaaaaaaaaa" /* 1EA0 ẠạẢảẤấẦầẨẩẪẫẬậẮắ */
                               "aaaaaaaaeeeeeeee" /* 1EB0 ẰằẲẳẴẵẶặẸẹẺẻẼẽẾế */
                               "eeeeeeeeiiiioooo" /* 1EC0 ỀềỂểỄễỆệỈỉỊịỌọỎỏ */
                               "oooooooooooooooo" /* 1ED0 ỐốỒồỔổỖỗỘộỚớỜờỞở */
                               "oooouuuuuuuuuuuu" /* 1EE0 ỠỡỢợỤụỦủỨứỪừỬửỮữ */
                               "uuyyyyyyyy....yy" /* 1EF0 ỰựỲỳỴỵỶỷỸỹỺỻỼỽỾỿ */;

/* What the capitals in the tables stand for. */
static const char pair[26][3] = {
    ['A' - 'A'] = "ae", ['B' - 'A'] = "db", ['D' - 'A'] = "dz", ['H' - 'A'] = "hv",
    ['I' - 'A'] = "ij", ['L' - 'A'] = "lj", ['N' - 'A'] = "nj", ['O' - 'A'] = "oe",
    ['Q' - 'A'] = "qp", ['S' - 'A'] = "ss", ['T' - 'A'] = "th", ['U' - 'A'] = "ou",
};

/* ASCII the same way; 0 separates. */
static const char ascii[128] = {
    ['0'] = '0', '1', '2', '3', '4',         '5', '6', '7', '8', '9', ['A'] = 'a', 'b', 'c', 'd', 'e', 'f',
    'g',         'h', 'i', 'j', 'k',         'l', 'm', 'n', 'o', 'p', 'q',         'r', 's', 't', 'u', 'v',
    'w',         'x', 'y', 'z', ['a'] = 'a', 'b', 'c', 'd', 'e', 'f', 'g',         'h', 'i', 'j', 'k', 'l',
    'm',         'n', 'o', 'p', 'q',         'r', 's', 't', 'u', 'v', 'w',         'x', 'y', 'z',
};

/* Every code point writes at most as many bytes as it had, so the result fits where the text fitted. */
static size_t fold_other(uint32_t cp, size_t cp_bytes, char *out) {
    UChar32 c = (UChar32)cp;
    if ((cp >= 0x2b0 && cp <= 0x2ff) || !u_isalnum(c)) /* modifier letters are apostrophes to us: Kʼ Brơ */
        return 0;
    char bytes[4];
    size_t n = utf8_put(bytes, (uint32_t)u_tolower(c));
    if (n > cp_bytes)
        n = utf8_put(bytes, cp);
    memcpy(out, bytes, n);
    return n;
}

static struct text fold(struct arena *a, struct text t, bool is_nfc) {
    char *start = arena_alloc(a, t.len + 1), *out = start;
    bool gap = false; /* a separator waits: it is written only between two words */
    for (size_t i = 0; i < t.len;) {
        unsigned char c = (unsigned char)t.ptr[i];
        char plain;
        if (c < 0x80) {
            i++;
            plain = ascii[c];
            if (plain == 0) {
                gap = true;
                continue;
            }
        } else {
            uint32_t cp;
            size_t n = utf8_next(t.ptr + i, t.len - i, &cp);
            i += n;
            if (cp >= 0x300 && cp <= 0x36f)
                continue;
            if (cp - FIRST_LATIN < sizeof latin - 1)
                plain = latin[cp - FIRST_LATIN];
            else if (cp - FIRST_EXTENDED < sizeof extended - 1)
                plain = extended[cp - FIRST_EXTENDED];
            else if ((cp >= 0x200b && cp <= 0x200f) || cp == 0x2060 || cp == 0xfeff)
                continue; /* what copying from web pages leaves between letters */
            else
                plain = '.';
            if (plain == '-')
                continue;
            if (plain == ' ') {
                gap = true;
                continue;
            }
            if (plain == '.') {
                if (!is_nfc) /* marks of other scripts are kept, so their order and composition matter */
                    return fold(a, vi_nfc(a, t), true);
                char other[4];
                size_t wrote = fold_other(cp, n, other);
                if (wrote == 0) {
                    gap = true;
                    continue;
                }
                if (gap && out > start)
                    *out++ = ' ';
                gap = false;
                memcpy(out, other, wrote);
                out += wrote;
                continue;
            }
        }
        if (gap && out > start)
            *out++ = ' ';
        gap = false;
        if (plain >= 'A' && plain <= 'Z') {
            *out++ = pair[plain - 'A'][0];
            *out++ = pair[plain - 'A'][1];
        } else {
            *out++ = plain;
        }
    }
    *out = '\0';
    return (struct text){start, (size_t)(out - start)};
}

struct text vi_fold(struct arena *a, struct text t) {
    return fold(a, t, false);
}
