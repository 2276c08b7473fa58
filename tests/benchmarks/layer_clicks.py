"""From a click on a layer to its painted picture: 32 samples of a small convolutional network."""

from .live_lab import live_lab, run
from .report import Figure, middle

START = """
from faqlab.layer_outputs import LayerView
import numpy as np
import keras

keras.utils.set_random_seed(0)
pictures = np.random.default_rng(0).random((32, 28, 28, 1)).astype("float32")
model = keras.Sequential([
    keras.Input((28, 28, 1)),
    keras.layers.Conv2D(16, 3, activation="relu", name="a"),
    keras.layers.Conv2D(16, 3, activation="relu", name="b"),
    keras.layers.MaxPooling2D(name="c"),
    keras.layers.Conv2D(32, 3, activation="relu", name="d"),
    keras.layers.Conv2D(32, 3, activation="relu", name="e"),
    keras.layers.MaxPooling2D(name="f"),
    keras.layers.Conv2D(64, 3, activation="relu", name="g"),
])
LayerView(model, pictures)
"""

# Click the layers in turn; a message posted while a frame is drawn is delivered after the frame.
CLICKS = """
async ([rounds, sample, pause]) => {
  const root = document.querySelector(".faqlab-layer-view");
  const slider = root.querySelector('input[type="range"]');
  const took = [];
  const painted = (layer, act) =>
    new Promise((resolve) => {
      const start = performance.now();
      const hear = (event) => {
        if (event.detail.layer !== layer || event.detail.sample !== Number(slider.value)) return;
        root.removeEventListener("faqlab:painted", hear);
        const channel = new MessageChannel();
        channel.port1.onmessage = () => resolve(performance.now() - start);
        channel.port2.postMessage(0);
      };
      root.addEventListener("faqlab:painted", hear);
      act();
    });
  slider.value = sample;
  await painted(root.dataset.layer, () => slider.dispatchEvent(new Event("input")));
  for (let round = 0; round < rounds; round += 1) {
    for (const layer of "abcdefg") {
      if (layer === root.dataset.layer) continue;
      const leaf = root.querySelector(`[data-address="${layer}"]`);
      await new Promise((resolve) => setTimeout(resolve, pause));
      took.push(await painted(layer, () => leaf.click()));
    }
  }
  return took;
}
"""


def measure() -> list[Figure]:
    """Click through the layers as a reader does, then faster than the kernel can answer."""
    with live_lab(START) as lab:
        run(lab, 0)
        lab.cell_element(0)
        lab.page.wait_for_selector(".faqlab-layer-view[data-layer]")

        def clicks(samples, rounds, pause):
            asked = [[rounds, sample, pause] for sample in samples]
            return [one for what in asked for one in lab.page.evaluate(CLICKS, what)]

        reader = clicks(range(1, 7), 1, 300)
        hasty = clicks(range(7, 13), 1, 0)
        known = clicks([12], 6, 0)
    return [
        middle("click to painted layer, a click every 0.3 s", reader, "ms", most=50),
        middle("click to painted layer, without a pause", hasty, "ms"),
        middle("click to painted layer, seen before", known, "ms", most=50),
    ]
