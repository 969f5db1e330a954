#!/usr/bin/env python3
"""Makes the small web fonts of web/static from the npm packages @fontsource/be-vietnam-pro and @fontsource/inter.

usage: fonts.py NODE_MODULES      (needs fontTools with brotli: python3-fonttools, python3-brotli)

Run by hand when a font is to change; the results are committed, so that a build needs neither npm nor this.

Vietnamese letters are a few base letters under a few marks, but the packages draw each of them anew: 518 outlines,
139 different ones. Here each different outline is kept once and letters are composed of them, which makes the file a
third of the size. Be Vietnam Pro has no digits of equal width, so the digits come from Inter ("tnum"), as a face of
their own for U+30-39. Kerning is kept by class: an accented letter kerns like its base letter.
"""
import os
import sys
import unicodedata

from fontTools.feaLib.builder import addOpenTypeFeaturesFromString
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables._g_l_y_f import Glyph, GlyphComponent, GlyphCoordinates

STATIC = os.path.join(os.path.dirname(os.path.abspath(__file__)), "static")
MARKED = ("àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđ")
SIGNS = " \u00a0–—‘’“”…·•°²×±≤≥→←↑↓«»½"
ASCII = "".join(chr(c) for c in range(0x21, 0x7F))


class Source:
    """One weight, spread over several files by script."""

    def __init__(self, folder, family, weight, parts):
        self.fonts = [TTFont(os.path.join(folder, f"{family}-{p}-{weight}-normal.woff2")) for p in parts]

    def find(self, char):
        for font in self.fonts:
            name = font.getBestCmap().get(ord(char))
            if name is not None:
                return font, name
        return None, None


def contours(font, name):
    """[(x, y, key)]: where each outline begins and what it is."""
    glyph = font["glyf"][name]
    coords, ends, flags = glyph.getCoordinates(font["glyf"])
    found, start = [], 0
    for end in ends:
        points = list(coords[start:end + 1])
        x0, y0 = points[0]
        key = tuple((x - x0, y - y0, flag & 1) for (x, y), flag in zip(points, flags[start:end + 1]))
        found.append((x0, y0, key))
        start = end + 1
    return found


def simple_glyph(parts):
    """A glyph of outlines [(x, y, key)]."""
    glyph = Glyph()
    glyph.numberOfContours = len(parts)
    points, flags, ends = [], [], []
    for x0, y0, key in parts:
        for x, y, on in key:
            points.append((x0 + x, y0 + y))
            flags.append(on)
        ends.append(len(points) - 1)
    glyph.coordinates = GlyphCoordinates(points)
    glyph.flags = bytearray(flags)
    glyph.endPtsOfContours = ends
    from fontTools.ttLib.tables.ttProgram import Program
    glyph.program = Program()
    glyph.program.fromBytecode(b"")
    return glyph


def composed_glyph(parts):
    """A glyph of references [(x, y, name)]."""
    glyph = Glyph()
    glyph.numberOfContours = -1
    glyph.components = []
    for x, y, name in parts:
        c = GlyphComponent()
        c.glyphName, c.x, c.y = name, x, y
        c.flags = 0x1000 | 0x2  # UNSCALED_COMPONENT_OFFSET, ARGS_ARE_XY_VALUES
        glyph.components.append(c)
    return glyph


def kern_pairs(font, chars):
    """{(left, right): units} of the kerning that the font has among chars."""
    cmap = font.getBestCmap()
    names = {cmap[ord(c)]: c for c in chars if ord(c) in cmap}
    pairs = {}
    table = font["GPOS"].table
    wanted = {i for f in table.FeatureList.FeatureRecord if f.FeatureTag == "kern" for i in f.Feature.LookupListIndex}
    for index in sorted(wanted):
        for sub in table.LookupList.Lookup[index].SubTable:
            sub = getattr(sub, "ExtSubTable", sub)
            if sub.LookupType != 2:
                continue
            firsts = [n for n in sub.Coverage.glyphs if n in names]
            if sub.Format == 1:
                for n in firsts:
                    for record in sub.PairSet[sub.Coverage.glyphs.index(n)].PairValueRecord:
                        if record.SecondGlyph in names:
                            value = record.Value1.XAdvance if record.Value1 else 0
                            pairs.setdefault((names[n], names[record.SecondGlyph]), value)
            else:
                for n in firsts:
                    row = sub.Class1Record[sub.ClassDef1.classDefs.get(n, 0)].Class2Record
                    for second, c in names.items():
                        value = row[sub.ClassDef2.classDefs.get(second, 0)].Value1
                        amount = getattr(value, "XAdvance", 0) if value else 0
                        if amount:
                            pairs.setdefault((names[n], c), amount)
    return pairs


def build(source, chars, family, weight, out, kern):
    first = source.fonts[0]
    order, cmap, glyphs, widths = [".notdef"], {}, {}, {".notdef": (500, 0)}
    pen = TTGlyphPen(None)
    glyphs[".notdef"] = pen.glyph()
    drawn, uses = {}, {}
    for char in chars:
        font, name = source.find(char)
        if font is None:
            print(f"{family}: no {char!r} U+{ord(char):04X}")
            continue
        parts = contours(font, name) if font["glyf"][name].numberOfContours else []
        drawn[char] = (parts, font["hmtx"][name])
        for _, _, key in parts:
            uses[key] = uses.get(key, 0) + 1
    shared = {}
    for key, count in uses.items():
        if count > 1:
            name = f"p{len(shared)}"
            shared[key] = name
            glyphs[name] = simple_glyph([(0, 0, key)])
            widths[name] = (0, 0)
    for char, (parts, (advance, bearing)) in drawn.items():
        name = f"u{ord(char):04X}"
        order.append(name)
        cmap[ord(char)] = name
        widths[name] = (advance, bearing)
        if not parts:
            glyphs[name] = TTGlyphPen(None).glyph()
        elif all(key in shared for _, _, key in parts):
            glyphs[name] = composed_glyph([(x, y, shared[key]) for x, y, key in parts])
        elif any(key in shared for _, _, key in parts):
            # A composed glyph has no outlines of its own: the rest becomes a part too.
            rest = tuple((x, y, key) for x, y, key in parts if key not in shared)
            own = f"r{ord(char):04X}"
            order.append(own)
            glyphs[own], widths[own] = simple_glyph(rest), (0, 0)
            glyphs[name] = composed_glyph(
                [(x, y, shared[key]) for x, y, key in parts if key in shared] + [(0, 0, own)])
        else:
            glyphs[name] = simple_glyph(parts)
    order += shared.values()
    fb = FontBuilder(first["head"].unitsPerEm, isTTF=True)
    fb.setupGlyphOrder(order)
    fb.setupCharacterMap(cmap)
    fb.setupGlyf(glyphs)
    fb.setupHorizontalMetrics({n: (widths[n][0], getattr(fb.font["glyf"][n], "xMin", 0) or 0) for n in order})
    head = first["hhea"]
    fb.setupHorizontalHeader(ascent=head.ascent, descent=head.descent, lineGap=head.lineGap)
    fb.setupNameTable({"familyName": family, "styleName": "Regular" if weight == 400 else "SemiBold"})
    old = first["OS/2"]
    fb.setupOS2(version=4, usWeightClass=weight, sTypoAscender=old.sTypoAscender, sTypoDescender=old.sTypoDescender,
                sTypoLineGap=old.sTypoLineGap, usWinAscent=old.usWinAscent, usWinDescent=old.usWinDescent,
                sxHeight=old.sxHeight, sCapHeight=old.sCapHeight, fsSelection=old.fsSelection & ~1)
    fb.setupPost(keepGlyphNames=False)
    if kern:
        add_kerning(fb.font, kern_pairs(first, [c for c in drawn if ord(c) < 127]), drawn)
    fb.font.flavor = "woff2"
    path = os.path.join(STATIC, out)
    fb.font.save(path)
    print(f"{out}: {os.path.getsize(path)} bytes, {len(cmap)} characters, {len(order)} glyphs")


def base_of(char):
    if char in "đĐ":
        return "d" if char == "đ" else "D"
    return unicodedata.normalize("NFD", char)[0]


def add_kerning(font, pairs, drawn):
    classes = {}
    for char in drawn:
        classes.setdefault(base_of(char), []).append(f"u{ord(char):04X}")
    lines = []
    letters = {c for pair in pairs for c in pair}
    for c in sorted(letters):
        lines.append(f"@c{ord(c):x} = [{' '.join(classes[c])}];")
    lines.append("feature kern {")
    for (left, right), value in sorted(pairs.items()):
        if abs(value) >= 20:
            lines.append(f"pos @c{ord(left):x} @c{ord(right):x} {value};")
    lines.append("} kern;")
    addOpenTypeFeaturesFromString(font, "\n".join(lines))


def main(node_modules):
    vietnam = os.path.join(node_modules, "@fontsource", "be-vietnam-pro")
    inter = os.path.join(node_modules, "@fontsource", "inter")
    letters = SIGNS + ASCII + MARKED + MARKED.upper()
    for weight in (400, 600):
        # Weight 400 never shows its own digits; 600 keeps them for the one large number of a page.
        chars = letters if weight == 600 else "".join(c for c in letters if c not in "0123456789")
        source = Source(os.path.join(vietnam, "files"), "be-vietnam-pro", weight, ["latin", "vietnamese", "latin-ext"])
        build(source, chars, "Be Vietnam Pro", weight, f"vietnam-{weight}.woff2", kern=True)
        digits = Source(os.path.join(inter, "files"), "inter", weight, ["latin"])
        tabular = tabular_digits(digits.fonts[0])
        build(tabular, "0123456789", "Inter digits", weight, f"digits-{weight}.woff2", kern=False)
    for package, name in ((vietnam, "OFL-be-vietnam-pro.txt"), (inter, "OFL-inter.txt")):
        with open(os.path.join(package, "LICENSE"), encoding="utf-8") as f, \
                open(os.path.join(STATIC, name), "w", encoding="utf-8") as out:
            out.write(f.read())


def tabular_digits(font):
    """The font with its tabular digits in the place of the proportional ones."""
    swap = {}
    for f in font["GSUB"].table.FeatureList.FeatureRecord:
        if f.FeatureTag == "tnum":
            for i in f.Feature.LookupListIndex:
                for sub in font["GSUB"].table.LookupList.Lookup[i].SubTable:
                    swap.update(getattr(getattr(sub, "ExtSubTable", sub), "mapping", {}))

    class Swapped:
        fonts = [font]

        @staticmethod
        def find(char):
            name = font.getBestCmap().get(ord(char))
            return font, swap.get(name, name)
    return Swapped


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    main(sys.argv[1])
