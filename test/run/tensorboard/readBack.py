"""Event files as Python's tensorboard package reads them, for test/run/tensorboard/readBack.test.ts.

    python3 test/run/tensorboard/readBack.py <run folder>

Prints JSON: for every sub-folder with event files its scalars, histograms, images (decoded), texts and the metadata of
its tags, and of every event the wall time.
"""

import base64
import io
import json
import os
import sys

from PIL import Image
from tensorboard.backend.event_processing import event_accumulator, event_file_loader, plugin_event_accumulator

EVERYTHING = {kind: 0 for kind in ("scalars", "histograms", "images", "tensors")}


def pixels(encoded):
    picture = Image.open(io.BytesIO(encoded))
    return {"mode": picture.mode, "size": picture.size, "rgb": base64.b64encode(picture.convert("RGB").tobytes()).decode()}


def histogram(point):
    value = point.histogram_value
    return {
        "step": point.step,
        "min": value.min,
        "max": value.max,
        "num": value.num,
        "sum": value.sum,
        "sumSquares": value.sum_squares,
        "bucketLimit": list(value.bucket_limit),
        "bucket": list(value.bucket),
    }


def image(point):
    return {
        "step": point.step,
        "width": point.width,
        "height": point.height,
        "decoded": pixels(point.encoded_image_string),
    }


def read(folder):
    events = event_accumulator.EventAccumulator(folder, size_guidance=EVERYTHING)
    events.Reload()
    tags = events.Tags()
    # What TensorBoard itself shows: everything converted to tensors, with the metadata of each tag.
    shown = plugin_event_accumulator.EventAccumulator(folder, size_guidance={"tensors": 0})
    shown.Reload()
    metadata = {tag: shown.SummaryMetadata(tag) for tag in shown.Tags()["tensors"]}
    return {
        "scalars": {tag: [[p.step, p.value] for p in events.Scalars(tag)] for tag in tags["scalars"]},
        "histograms": {tag: [histogram(p) for p in events.Histograms(tag)] for tag in tags["histograms"]},
        "images": {tag: [image(p) for p in events.Images(tag)] for tag in tags["images"]},
        "texts": {
            tag: [[p.step, p.tensor_proto.string_val[0].decode()] for p in events.Tensors(tag)]
            for tag in tags["tensors"]
            if metadata[tag].plugin_data.plugin_name == "text"
        },
        "hparams": {
            tag: hparams(value.plugin_data.content)
            for tag, value in metadata.items()
            if value.plugin_data.plugin_name == "hparams"
        },
        "layout": [
            layout(p)
            for tag, value in metadata.items()
            if value.plugin_data.plugin_name == "custom_scalars"
            for p in shown.Tensors(tag)
        ],
        "plugins": {tag: value.plugin_data.plugin_name for tag, value in metadata.items()},
        "descriptions": {tag: value.summary_description for tag, value in metadata.items()},
        "bucketsShown": {
            tag: [shown_buckets(p) for p in shown.Tensors(tag)]
            for tag, value in metadata.items()
            if value.plugin_data.plugin_name == "histograms"
        },
        "wallTimes": [
            event.wall_time
            for name in sorted(os.listdir(folder))
            if "tfevents" in name
            for event in event_file_loader.EventFileLoader(os.path.join(folder, name)).Load()
        ],
    }


def hparams(content):
    from google.protobuf import json_format
    from tensorboard.plugins.hparams import plugin_data_pb2

    return json_format.MessageToDict(plugin_data_pb2.HParamsPluginData.FromString(content))


def layout(point):
    # As the plugin reads it.
    from google.protobuf import json_format
    from tensorboard.plugins.custom_scalar import layout_pb2
    from tensorboard.util import tensor_util

    message = layout_pb2.Layout()
    message.ParseFromString(tensor_util.make_ndarray(point.tensor_proto).item())
    return json_format.MessageToDict(message)


def shown_buckets(point):
    from tensorboard.util import tensor_util

    return tensor_util.make_ndarray(point.tensor_proto).tolist()


root = sys.argv[1]
folders = sorted(folder for folder, _, names in os.walk(root) if any("tfevents" in name for name in names))
print(json.dumps({os.path.relpath(folder, root): read(folder) for folder in folders}))
