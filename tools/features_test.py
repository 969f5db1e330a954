import os
import subprocess
import sys
import tempfile
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
import features  # noqa: E402


class Features(unittest.TestCase):
    def test_names_keep_their_order_and_comments_are_skipped(self):
        text = "# all\nsystem\n\n  area # places\nagency\n"
        self.assertEqual(features.parse("f.def", text), (["system", "area", "agency"], []))

    def test_a_name_twice_and_a_bad_name_are_errors_with_their_line(self):
        self.assertEqual(
            features.parse("f.def", "area\nArea-2\narea\na b\n")[1],
            [
                'f.def:2: "Area-2" is no feature name: one per line, small letters, digits and _',
                'f.def:3: "area" is already in the list',
                'f.def:4: "a b" is no feature name: one per line, small letters, digits and _',
            ],
        )

    def test_the_output_compiles_with_and_without_features(self):
        for text in ("", "area\nagency\n"):
            with tempfile.TemporaryDirectory() as folder:
                listing, out = os.path.join(folder, "f.def"), os.path.join(folder, "f.c")
                with open(listing, "w", encoding="utf-8") as f:
                    f.write(text)
                self.assertEqual(features.main(["features.py", listing, out]), 0)
                cc = subprocess.run(
                    [os.environ.get("CC", "cc"), "-std=gnu17", "-Wall", "-Wextra", "-Werror", "-D_GNU_SOURCE",
                     "-I", os.path.join(HERE, "..", "src"), "-c", out, "-o", os.path.join(folder, "f.o")],
                    capture_output=True, text=True,
                )
                self.assertEqual(cc.stderr, "")

    def test_errors_write_nothing(self):
        with tempfile.TemporaryDirectory() as folder:
            listing, out = os.path.join(folder, "f.def"), os.path.join(folder, "f.c")
            with open(listing, "w", encoding="utf-8") as f:
                f.write("a b\n")
            ran = subprocess.run([sys.executable, os.path.join(HERE, "features.py"), listing, out],
                                 capture_output=True, text=True)
            self.assertEqual(ran.returncode, 1)
            self.assertIn("f.def:1:", ran.stderr)
            self.assertFalse(os.path.exists(out))


if __name__ == "__main__":
    unittest.main()
