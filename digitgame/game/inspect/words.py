"""What Inside says: a sentence of plain words for each kind of layer, a second one, and more on a key."""

from typing import NamedTuple

from digitgame.inference.layers import Convolution, Dense, Layer, Pooling


class Words(NamedTuple):
    """A sentence, one more for whoever wants to know why, and a paragraph on a key."""

    first: str
    second: str
    more: str


def layer_words(layer: Layer | None, inputs: int) -> Words:
    """What a layer with so many `inputs` does; None: the ten outputs."""
    match layer:
        case Convolution(kernels=kernels):
            rows, columns, maps, count = kernels.shape
            weights = (
                f"A kernel has {rows} × {columns} × {maps} = {rows * columns * maps:,} weights and a bias"
            )
            if maps == 1:
                return Words(
                    f"Each of the {count} kernels slides over your drawing and lights up where its pattern is.",
                    "The numbers in a kernel are weights: training found them.",
                    "At each place it multiplies the pixels below it by its weights and adds up: a convolution. All "
                    f"sums make a feature map, one for each kernel. {weights}, used at every place: so it finds its "
                    "pattern wherever you draw it. ReLU then sets what is below 0 to 0. Enter opens a map and shows "
                    "each product.",
                )
            return Words(
                f"Each of the {count} kernels slides over all {maps} maps before it.",
                "So it finds patterns of patterns: first edges, then corners and loops.",
                f"{weights}: a square for each map before it. Its sum is high where all of these patterns lie in the "
                "right places. The lines lead back to the maps that add most to the chosen one, blue, or take most "
                "from it, amber, and on from there to your drawing.",
            )
        case Pooling(size=size):
            return Words(
                f"Pooling keeps the largest of each {size} × {size} numbers: the maps shrink, the strongest stays.",
                "Less to compute, and the digit may shift a little. Pooling has no weights to train.",
                f"A map has {size * size} times fewer numbers afterwards. Each of them sums up a larger part of your "
                "drawing, so the kernels of the next layer see further: their receptive field grows. Where exactly "
                "the strongest number stood is forgotten, which helps: no two people write a digit to the pixel alike.",
            )
        case Dense(weights=numbers):
            return Words(
                f"Each of the {numbers.shape[1]} units adds up all {inputs:,} numbers before it, times its weights.",
                "This layer is fully connected: it weighs the whole picture at once.",
                f"A unit has a weight for each of the {inputs:,} numbers, and a bias. All places are weighed "
                "together, so it can say: a loop above and a loop below. In training, dropout switches some units "
                "off at random, so that no answer hangs on a single one.",
            )
    return Words(
        "The last layer gives each digit a score, its logit. The highest wins.",
        "Softmax turns the scores into chances that add up to 100 %. The lines lead back to what spoke for it most.",
        "A logit is a sum: each number of the layer before, times a weight, plus a bias. The temperature divides the "
        "logits first; it is set so that of 100 guesses at 90 %, 90 are right. Enter shows every number.",
    )


CONVOLUTION = Words(
    "Patch times kernel, number by number. Add it all up: that is one number of the map.",
    "The same kernel is used at every place.",
    "The patch is what lies below the kernel. Blue weights want ink there, amber ones want none. With several maps "
    "before it, the kernel has a square of weights for each: the bars show what each map adds at this place. Then the "
    "bias is added, one more trained number, and ReLU takes the larger of 0 and the sum.",
)
POOLING = Words(
    "Only the largest number of each square goes on. Where it stood exactly is forgotten.",
    "Pooling has no weights: there is nothing to train.",
    "The winner has an amber edge. If the stroke moves by a pixel, the same number often wins, so the network sees "
    "the same digit. And a quarter of the numbers means a quarter of the work for the next layer.",
)
DENSE = Words(
    "A unit weighs everything before it: blue speaks for it, amber against it.",
    "Its products are added up, then the bias.",
    "These are its eight strongest inputs: a number of the layer before, times the weight that this unit has for it. "
    "All the others are added as well. ReLU then sets a sum below 0 to 0: the unit is silent.",
)
CHANCES = Words(
    "Softmax: e to the power of each logit, divided by the sum of all ten. So the chances add up to 100 %.",
    "It picks the best of ten answers, even when you draw no digit at all.",
    "99 % sure is not 99 % right. The chance compares ten scores, nothing else. The temperature is chosen on digits "
    "that the network has not seen, so that of 100 guesses at 90 %, 90 are right: it is calibrated. That holds for "
    "drawings like those, not for a stranger's odd 7 or for a house.",
)
WHY = Words(
    "",
    "Blue speaks for {digit}, amber for {other}. In each layer, all maps together make up what your ink adds.",
    "The four strongest maps are shown, the sums of all above them. A share: how much your ink changes a number, times "
    "how much the lead changes with that. On the left, ink is covered: where the lead falls most, it mattered most.",
)
COMPARE = Words(
    "",
    "",
    "Both networks see the same drawing. After one epoch the maps are still much alike; a trained network has maps "
    "for different patterns, and is surer. A small network such as preset seed has few maps, and less to say. "
    "Checkpoints are a network as it was after some of its epochs.",
)
