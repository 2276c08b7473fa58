"""From a step of a slider to the painted picture: early stopping over 10,000 epochs."""

import time

import numpy as np

from .live_lab import live_lab, run
from .report import Figure, middle

EPOCHS, STEPS, ROUNDS = 10_000, 40, 50

START = f"""
import numpy as np
from faqlab.widgets.stopping_replay import StoppingReplay

rng = np.random.default_rng(0)
falling = np.exp(-np.arange({EPOCHS}) / 2000) + rng.normal(0, 0.01, {EPOCHS})
StoppingReplay({{"val_loss": falling, "val_accuracy": 1 - falling / 2}}, patience=300)
"""

# Move the patience slider, a step each time; a message posted while a frame is drawn is delivered
# after the frame.
SLIDES = """
async ([steps, pause]) => {
  const root = document.querySelector(".faqlab-stopping");
  const slider = root.querySelector('input[aria-label="patience"]');
  const took = [];
  for (let step = 1; step <= steps; step += 1) {
    await new Promise((resolve) => setTimeout(resolve, pause));
    const value = String((step * 97) % 10000);
    took.push(
      await new Promise((resolve) => {
        const start = performance.now();
        const hear = () => {
          if (root.dataset.patience !== value) return;
          root.removeEventListener("faqlab:painted", hear);
          const channel = new MessageChannel();
          channel.port1.onmessage = () => resolve(performance.now() - start);
          channel.port2.postMessage(0);
        };
        root.addEventListener("faqlab:painted", hear);
        slider.value = value;
        slider.dispatchEvent(new Event("input"));
      }),
    );
  }
  return took;
}
"""


def measure() -> list[Figure]:
    """Slide as a reader does, then without a pause; and time the same rule in Python."""
    with live_lab(START) as lab:
        run(lab, 0)
        lab.cell_element(0)
        lab.page.wait_for_selector(".faqlab-stopping[data-patience]")
        lab.page.evaluate(SLIDES, [5, 50])
        reader = lab.page.evaluate(SLIDES, [STEPS, 100])
        hasty = lab.page.evaluate(SLIDES, [STEPS, 0])
    last = float(np.percentile(reader, 95))
    return [
        middle("slider to paint, 10,000 epochs", reader, "ms", most=50),
        Figure("slider to paint, 95 %", last, "ms", count=len(reader), most=50),
        middle("slider to paint, without a pause", hasty, "ms", most=50),
        middle("the rule in Python, 10,000 epochs", _in_python(), "ms", most=50),
    ]


def _in_python() -> list[float]:
    from faqlab.core.stopping_rule import replay

    rng = np.random.default_rng(0)
    falling = np.exp(-np.arange(EPOCHS) / 2000) + rng.normal(0, 0.01, EPOCHS)
    took = []
    for turn in range(ROUNDS):
        begin = time.perf_counter()
        replay({"val_loss": falling}, patience=EPOCHS - turn)
        took.append(1000 * (time.perf_counter() - begin))
    return took
