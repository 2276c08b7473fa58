"""A look inside the layers: choose a layer and a sample in the page, see what comes out."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict

import anywidget
import numpy as np
import traitlets

from faqlab.core.layer_look import Look, Numbers, look, numbers

from .page_source import page_source

# The page gets one module: the parts one after another, each using those before it.
_SCRIPTS = ("page.js", "curves.js", "heat.js", "still_hider.js", "drawn_page.js", "layer_view.js")
MODES = ("inference", "training", "difference")
INPUT = "input"


class ActivationView(anywidget.AnyWidget):
    """Show what layers made of some samples. It knows no Keras: it is given names and numbers.

    Args:
        nodes: The tree, from the top: for each layer `address`, `name`, `kind` (its class), `shape`
            (in words), `parameters` and `depth`.
        inputs: The samples themselves, of shape `(samples, ...)`.
        inference: For each address its output in inference mode, of shape `(samples, ...)`. A layer
            of the tree that has none can't be chosen.
        training: The same in training mode.

    Attributes:
        layer: The address of the layer that is shown; "input" shows the sample itself.
        sample: The index of the sample.
        mode: "inference", "training", or "difference": training minus inference.
    """

    _esm = page_source(*_SCRIPTS)
    _css = page_source("page.css", "layer_view.css")

    nodes = traitlets.List().tag(sync=True)
    samples = traitlets.Int().tag(sync=True)
    layer = traitlets.Unicode(INPUT).tag(sync=True)
    sample = traitlets.Int(0).tag(sync=True)
    mode = traitlets.Enum(MODES, "inference").tag(sync=True)
    still = traitlets.Unicode("").tag(sync=True)

    def __init__(
        self,
        nodes: Sequence[Mapping],
        inputs: np.ndarray,
        inference: Mapping[str, np.ndarray],
        training: Mapping[str, np.ndarray],
    ):
        self._outputs = {"inference": inference, "training": training}
        self._inputs = np.asarray(inputs)
        self._numbers: dict[tuple[str, str], Numbers] = {}
        about = {"address": INPUT, "name": INPUT, "kind": "the sample itself", "depth": 0}
        about |= {"shape": str(self._inputs.shape[1:]), "parameters": 0, "shown": True}
        tree = [about, *({**node, "shown": node["address"] in inference} for node in nodes)]
        first = next((node["address"] for node in tree[1:] if node["shown"]), INPUT)
        super().__init__(nodes=tree, samples=len(self._inputs), layer=first)
        self.on_msg(self._hear)

    def values(self, layer: str, mode: str = "inference") -> np.ndarray:
        """Give what a layer made of all samples.

        Args:
            layer: The layer's address, or "input".
            mode: "inference", "training" or "difference". Default "inference".

        Returns:
            The numbers, of shape `(samples, ...)`.
        """
        if layer == INPUT:
            return self._inputs
        if mode == "difference":
            return np.asarray(self._outputs["training"][layer], dtype=np.float32) - np.asarray(
                self._outputs["inference"][layer], dtype=np.float32
            )
        return np.asarray(self._outputs[mode][layer])

    def look(self, layer: str, sample: int, mode: str = "inference") -> Look:
        """Give what the page draws of a layer and a sample.

        Args:
            layer: The layer's address, or "input".
            sample: The sample's index.
            mode: See `values`.

        Returns:
            The `Look`.
        """
        return look(self.values(layer, mode)[sample], picture=layer == INPUT)

    def numbers(self, layer: str, mode: str = "inference") -> Numbers:
        """Give the numbers of a layer over all samples; they are counted once.

        Args:
            layer: The layer's address, or "input".
            mode: See `values`.

        Returns:
            The `Numbers`.
        """
        if (layer, mode) not in self._numbers:
            self._numbers[layer, mode] = numbers(self.values(layer, mode))
        return self._numbers[layer, mode]

    def __repr__(self) -> str:
        shown = [node for node in self.nodes[1:] if node["shown"]]
        lines = [f"Inside {len(shown)} layers, {self.samples} samples:"]
        for node in shown:
            lines.append(f"  {node['address']}: {node['shape']}, {node['kind']}")
        return "\n".join(lines)

    def _repr_mimebundle_(self, **arguments):
        bundle = super()._repr_mimebundle_(**arguments)
        data = bundle[0] if isinstance(bundle, tuple) else bundle
        # anywidget cuts the text short; it is what a screen reader, a terminal and nbval get.
        data["text/plain"] = repr(self)
        return bundle

    def _hear(self, _, message: dict, buffers: list) -> None:
        if message.get("kind") != "show":
            return
        place = {key: message[key] for key in ("layer", "sample", "mode")}
        seen = self.look(**place)
        about = {"kind": "layer", **place, "look": seen.kind, "shape": seen.planes.shape}
        about |= {"total": seen.total, "stride": seen.stride}
        about["numbers"] = asdict(self.numbers(place["layer"], place["mode"]))
        about["words"] = str(self.numbers(place["layer"], place["mode"]))
        self.send(_plain(about), [seen.planes.tobytes()])


def _plain(value):
    """JSON has no NaN."""
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    return None if isinstance(value, float) and not np.isfinite(value) else value
