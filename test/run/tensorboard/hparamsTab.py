"""What TensorBoard's HPARAMS tab shows of a folder of runs, for test/run/tensorboard/readBack.test.ts.

    python3 test/run/tensorboard/hparamsTab.py <folder of runs>

Prints JSON: the plugin's answers, by its own code, on event files that the multiplexer of TensorBoard has read.
"""

import json
import sys

from google.protobuf import json_format
from tensorboard import context
from tensorboard.backend.event_processing import data_provider, plugin_event_multiplexer
from tensorboard.plugins import base_plugin
from tensorboard.plugins.hparams import api_pb2, backend_context, get_experiment, list_session_groups

multiplexer = plugin_event_multiplexer.EventMultiplexer()
multiplexer.AddRunsFromDirectory(sys.argv[1])
multiplexer.Reload()
provider = data_provider.MultiplexerDataProvider(multiplexer, sys.argv[1])
backend = backend_context.Context(base_plugin.TBContext(data_provider=provider))
ctx = context.RequestContext()

experiment = get_experiment.Handler(
    ctx, backend, "x", api_pb2.GetExperimentRequest(include_metrics=True)
).run()
statuses = [api_pb2.STATUS_UNKNOWN, api_pb2.STATUS_SUCCESS, api_pb2.STATUS_FAILURE, api_pb2.STATUS_RUNNING]
columns = [api_pb2.ColParams(hparam=info.name, include_in_result=True) for info in experiment.hparam_infos]
columns += [api_pb2.ColParams(metric=info.name) for info in experiment.metric_infos]
request = api_pb2.ListSessionGroupsRequest(
    allowed_statuses=statuses,
    col_params=columns,
    aggregation_type=api_pb2.AGGREGATION_AVG,
    start_index=0,
    slice_size=100,
    include_metrics=True,
)
groups = list_session_groups.Handler(ctx, backend, "x", request).run()
print(
    json.dumps(
        {
            "experiment": json_format.MessageToDict(experiment),
            "groups": json_format.MessageToDict(groups),
        }
    )
)
