/**
 * The charts of the report, below the rest. They are fetched when they are asked for, and get the records of before one per
 * frame, so that the page stays smooth.
 */
export function makeEverything(details, element) {
  let run;
  let records = [];
  let sink;

  async function fill() {
    if (!details.open || run === undefined || sink !== undefined) return;
    const own = { written: 0 };
    sink = own;
    const { ChartSink } = await import('tfjs-neural-collapse/charts');
    if (sink !== own) return;
    const place = document.createElement('div');
    element.replaceChildren(place);
    own.chart = new ChartSink(place);
    own.chart.open(run);
    write(own);
  }

  function write(own) {
    if (sink !== own || own.busy || own.chart === undefined || own.written === records.length) return;
    own.busy = true;
    requestAnimationFrame(() => {
      own.busy = false;
      if (sink !== own) return;
      own.chart.write(...records[own.written++]);
      write(own);
    });
  }

  details.addEventListener('toggle', fill);
  return {
    open(info) {
      run = info;
      void fill();
    },
    add(...record) {
      records.push(record);
      if (sink !== undefined) write(sink);
    },
    clear() {
      run = undefined;
      records = [];
      sink = undefined;
      element.replaceChildren();
    },
  };
}
