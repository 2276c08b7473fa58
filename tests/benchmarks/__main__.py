"""Run the benchmarks, print the table, write the JSON file."""

import argparse

from rich.console import Console

from . import (
    audit_cost,
    describe_cost,
    h5_input,
    import_cost,
    kills,
    large_data,
    layer_clicks,
    layer_outputs,
    lessons_alone,
    loss_gap_cost,
    order_cost,
    page_cost,
    pretrained_cost,
    replay_cost,
    report,
    save_cost,
    settings_cost,
    stepper_cost,
    stops,
    training_cost,
    watch_cost,
    worker_kills,
    xray_cost,
)

GROUPS = {
    "import": import_cost.measure,
    "training": training_cost.measure,
    "page": page_cost.measure,
    "stops": stops.measure,
    "outputs": layer_outputs.measure,
    "clicks": layer_clicks.measure,
    "watch": watch_cost.measure,
    "stepper": stepper_cost.measure,
    "xray": xray_cost.measure,
    "orders": order_cost.measure,
    "gap": loss_gap_cost.measure,
    "replay": replay_cost.measure,
    "describe": describe_cost.measure,
    "audit": audit_cost.measure,
    "saves": save_cost.measure,
    "settings": settings_cost.measure,
    "h5": h5_input.measure,
    "memory": large_data.measure,
    "pretrained": pretrained_cost.measure,
    "lessons": lessons_alone.measure,
    "kills": kills.measure,
    "workers": worker_kills.measure,
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", help=f"which: {', '.join(GROUPS)}; default: all")
    parser.add_argument("--json", metavar="FILE", help="where to write the figures")
    arguments = parser.parse_args()
    unknown = sorted(set(arguments.names) - set(GROUPS))
    if unknown:
        parser.error(f"no such benchmark: {', '.join(unknown)}; there are {', '.join(GROUPS)}")
    facts, done = report.machine(), {}
    for name in arguments.names or GROUPS:
        Console(stderr=True).print(f"measuring: {name}")
        done[name] = GROUPS[name]()
        if arguments.json:  # after each, so that an interrupted run keeps what it has
            report.write(arguments.json, facts, done)
    report.show(facts, done)


if __name__ == "__main__":
    main()
