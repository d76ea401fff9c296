"""Bytes as TensorBoard's own code writes them, for test/formats/tensorboard.

    python3 test/run/tensorboard/golden.py      # rewrites test/run/tensorboard/golden.json

Needs Python's tensorboard package (written with 2.21). Bytes are in hexadecimal.
"""

import io
import json
from pathlib import Path

import numpy as np
from tensorboard.compat.proto import event_pb2, summary_pb2, tensor_pb2, tensor_shape_pb2, types_pb2
from tensorboard.plugins.histogram import summary_v2 as histogram_summary
from tensorboard.summary.writer.record_writer import RecordWriter, masked_crc32c
from tensorboard.util import tensor_util

Value = summary_pb2.Summary.Value


def metadata(plugin, data_class, description=""):
    return summary_pb2.SummaryMetadata(
        plugin_data=summary_pb2.SummaryMetadata.PluginData(plugin_name=plugin),
        summary_description=description,
        data_class=data_class,
    )


VALUES = {
    "scalar": Value(tag="a/ü", simple_value=-0.1, metadata=metadata("scalars", summary_pb2.DATA_CLASS_SCALAR, "*is*")),
    "zero": Value(tag="a", simple_value=0.0),
    "histogram": Value(
        tag="h",
        histo=summary_pb2.HistogramProto(
            min=-1.5, max=4, num=3, sum=2.5, sum_squares=18.25, bucket_limit=[-1.25, 1e300, 4], bucket=[1, 0, 2]
        ),
        metadata=metadata("histograms", summary_pb2.DATA_CLASS_TENSOR),
    ),
    "image": Value(
        tag="i",
        image=summary_pb2.Summary.Image(height=300, width=7, colorspace=3, encoded_image_string=b"\x89PNG\x00"),
        metadata=metadata("images", summary_pb2.DATA_CLASS_BLOB_SEQUENCE),
    ),
    "text": Value(
        tag="t",
        tensor=tensor_pb2.TensorProto(
            dtype=types_pb2.DT_STRING,
            tensor_shape=tensor_shape_pb2.TensorShapeProto(),
            string_val=["λ | <b>".encode()],
        ),
        metadata=metadata("text", summary_pb2.DATA_CLASS_TENSOR),
    ),
}

EVENTS = {
    name: event_pb2.Event(wall_time=1234567890.125, step=2**40, summary=summary_pb2.Summary(value=[value]))
    for name, value in VALUES.items()
}
EVENTS["version"] = event_pb2.Event(
    wall_time=1.5, file_version="brain.Event:2", source_metadata=event_pb2.SourceMetadata(writer="me")
)
EVENTS["two"] = event_pb2.Event(
    wall_time=1.5, step=3, summary=summary_pb2.Summary(value=[VALUES["scalar"], VALUES["zero"]])
)


class Kept(io.BytesIO):
    """RecordWriter writes to it; closing would discard the bytes."""

    def flush(self):
        pass


def framed(data):
    file = Kept()
    RecordWriter(file).write(data)
    return file.getvalue().hex()


def buckets(values):
    value = histogram_summary.histogram_pb("h", np.array(values)).value[0]
    return tensor_util.make_ndarray(value.tensor).tolist()


RECORDS = [b"", b"a", bytes(range(256)) * 3]
HISTOGRAMS = [[1, 2, 4], [3, 3, 3], [-0.3, 0.1, 0.1, 0.7, 2.9, 3], [0, 1e-30], [-5.0]]

OUTPUT = {
    "events": {name: event.SerializeToString().hex() for name, event in EVENTS.items()},
    "records": [
        {"data": data.hex(), "maskedCrc": masked_crc32c(data), "framed": framed(data)} for data in RECORDS
    ],
    "histograms": [{"values": values, "buckets": buckets(values)} for values in HISTOGRAMS],
}
Path(__file__).with_suffix(".json").write_text(json.dumps(OUTPUT, indent=1) + "\n", encoding="utf-8")
