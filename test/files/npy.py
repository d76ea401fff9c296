"""Files as numpy writes them, for test/files/npy.test.ts.

    python3 test/files/npy.py      # rewrites test/files/npy.json

Needs numpy (written with 2.4). Each entry: bytes of the file in base64, its type and shape, and the values in C order
as numpy reads them, non-finite ones as strings.
"""

import base64
import io
import json
import math
from pathlib import Path

import numpy as np

ENTRIES = []


def plain(value):
    value = value.item()
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    return int(value) if isinstance(value, bool) else value


def add(name, array, version=None):
    file = io.BytesIO()
    np.lib.format.write_array(file, array, version=version)
    data = file.getvalue()
    back = np.load(io.BytesIO(data))
    ENTRIES.append(
        {
            "name": name,
            "base64": base64.b64encode(data).decode(),
            "type": back.dtype.name,
            "shape": list(back.shape),
            "values": [plain(x) for x in back.ravel(order="C")],
        }
    )


extremes = {
    "i": lambda info: [info.min, -1, 0, 1, 2, info.max],
    "u": lambda info: [0, 1, 2, 3, 4, info.max],
}
for kind in "iu":
    for size in (1, 2, 4, 8):
        for order in "<>":
            dtype = np.dtype(f"{order}{kind}{size}")
            values = extremes[kind](np.iinfo(dtype)) if size < 8 else [-(2**53) + 1 if kind == "i" else 0, 1, 2, 3, 4, 2**53 - 1]
            add(f"{order}{kind}{size}", np.array(values, dtype=dtype).reshape(2, 3))
            if size == 1:
                break
specials = [0.0, -0.0, 1.5, -math.inf, math.nan, 1e-7]
for size in (2, 4, 8):
    for order in "<>":
        add(f"{order}f{size}", np.array([*specials, 1 / 3, -6e4], dtype=f"{order}f{size}"))
add("smallest and largest float16", np.array([2.0**-24, 2.0**-14, 65504, 1023 * 2.0**-24], dtype="<f2"))
add("bool", np.array([[True, False, True]]))
counting = np.arange(24)
for order in "<>":
    add(f"Fortran 2-D {order}", np.asfortranarray(counting.reshape(4, 6).astype(f"{order}f8")))
    add(f"Fortran 3-D {order}", np.asfortranarray(counting.reshape(2, 3, 4).astype(f"{order}i2")))
add("Fortran, one row", np.asfortranarray(counting.reshape(1, 24).astype("<f4")))
add("C 3-D", counting.reshape(2, 3, 4).astype("<i4"))
add("scalar", np.array(2.5))
add("one element", np.array([7], dtype="<u2"))
add("no rows", np.zeros((0, 5), dtype="<f4"))
for version in ((1, 0), (2, 0), (3, 0)):
    add(f"version {version[0]}", np.array([[1, 2], [3, 4.5]], dtype="<f4"), version)

if __name__ == "__main__":
    text = ",\n".join(json.dumps(entry) for entry in ENTRIES)
    Path(__file__).with_name("npy.json").write_text("[\n" + text + "\n]\n", encoding="utf-8")
