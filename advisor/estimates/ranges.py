"""From the unknowns of a figure to its range: they are independent, so not all err at once.

Of two unknowns that may each double a cost, both seldom do. If each adds e, the two together add
about the root of the sum of the squares: 1.4 e, as if each went 1/√2 of its way. A range is the
least and the most of these cases:

- one unknown at its end, all others at their likely value, for each unknown;
- the first k unknowns, each 1/√k of its way to its end, for several k and for all.

Each end is thus one case, in which every input has one value: what is worked out from it can be
recomputed by hand, and parts still sum to their total. Where only the worst counts, as with memory
that a job must not exceed, all unknowns go to their ends together.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from advisor.estimates.formulas import Amount, larger, smaller
from advisor.estimates.quantities import Quantity

SET_ASIDE: frozenset[str] = frozenset(
    {
        "requests_per_month",
        "knowledge_tokens",
        "labelled_examples",
        "preference_pairs",
        "unlabelled_tokens",
        "evaluation_examples",
        "tuned_variants",
    }
)
"""How much there is to do. Where nobody says, a figure is worked out for the amount that is taken
in its place, and says so: that is another question, not an uncertainty of this answer."""


class Unknown(NamedTuple):
    """An input that may be another number. raises: whether more of it makes the figure more."""

    leaf: Quantity
    raises: bool

    @property
    def best(self) -> Amount:
        """The end at which the figure is least."""
        return self.leaf.low if self.raises else self.leaf.high

    @property
    def worst(self) -> Amount:
        """The end at which the figure is most."""
        return self.leaf.high if self.raises else self.leaf.low


class Workings:
    """A figure laid out in steps, to be worked out many times with other inputs."""

    def __init__(self, figure: Quantity) -> None:
        self.figure = figure
        self.leaves: dict[str, Quantity] = {}
        self._values: list[Amount] = []
        # Which inputs a place follows from: a bit for each.
        self._follows: list[int] = []
        self._bits: dict[str, int] = {}
        self._places: dict[str, list[int]] = {}
        self._steps: list[tuple[int, int, Callable[..., Amount], tuple[int, ...]]] = []
        self._nodes: dict[int, int] = {}
        self._raises: dict[str, bool] = {}
        self._top = self._lay(figure, True)

    def _lay(self, quantity: Quantity, raises: bool) -> int:
        values = self._values
        if quantity.function is None:
            key = quantity.key or quantity.name
            places = self._places.get(key)
            if places is None:
                places = self._places[key] = []
                self._bits[key] = 1 << len(self.leaves)
                self.leaves[key] = quantity
                self._raises[key] = raises
            values.append(quantity.likely)
            self._follows.append(self._bits[key])
            places.append(len(values) - 1)
            return len(values) - 1
        # Copies of one figure under several names share their inputs.
        node = id(quantity.inputs) if quantity.inputs else id(quantity)
        place = self._nodes.get(node)
        if place is None:
            lowered = quantity.lowered_by
            inputs = tuple(
                [self._lay(each, raises != (each.name in lowered)) for each in quantity.inputs]
            )
            follows = 0
            for each in inputs:
                follows |= self._follows[each]
            values.append(quantity.likely)
            self._follows.append(follows)
            place = self._nodes[node] = len(values) - 1
            self._steps.append((follows, place, quantity.function, inputs))
        return place

    def every(self, moved: Mapping[str, Amount]) -> list[Amount]:
        """The value at each place when some inputs have other values."""
        values = self._values.copy()
        bits = 0
        for key, value in moved.items():
            bits |= self._bits.get(key, 0)
            for place in self._places.get(key, ()):
                values[place] = value
        for follows, place, function, inputs in self._steps:
            if follows & bits:
                values[place] = function(*[values[each] for each in inputs])
        return values

    def at(self, moved: Mapping[str, Amount]) -> Amount:
        """The figure when some inputs have other values."""
        return self.every(moved)[self._top]

    def unknowns(self, aside: Collection[str] = SET_ASIDE) -> dict[str, Unknown]:
        """The inputs that may be other numbers, in the order in which they are combined.

        aside: those that are taken as they are, where they are assumed. Facts that can be stated
        come first, by name; then what is widest, so that the order does not hang on the scenario.
        """
        found = {
            key: Unknown(leaf, self._raises[key])
            for key, leaf in self.leaves.items()
            if leaf.is_open and not (key in aside and leaf.origin == "assumption")
        }
        return dict(sorted(found.items(), key=lambda each: _order(each[0], each[1].leaf)))

    def laid_out(self, best: Mapping[str, Amount], worst: Mapping[str, Amount]) -> Quantity:
        """The figure with its inputs, low as in the best case and high as in the worst."""
        low, high = self.every(best), self.every(worst)
        made: dict[int, Quantity] = {}

        def lay(quantity: Quantity) -> Quantity:
            if quantity.function is None:
                place = self._places[quantity.key or quantity.name][0]
                return quantity.copy(quantity.name, low[place], quantity.likely, high[place])
            node = id(quantity.inputs) if quantity.inputs else id(quantity)
            place = self._nodes[node]
            if node not in made:
                inputs = tuple(lay(each) for each in quantity.inputs)
                made[node] = quantity.copy(
                    quantity.name, low[place], quantity.likely, high[place], inputs
                )
            return made[node].named(quantity.name)

        return lay(self.figure)


FIRST = ("input_tokens", "output_tokens", "training_tokens")


def _order(key: str, leaf: Quantity) -> tuple[bool, float, str]:
    if key in FIRST or key in SET_ASIDE:
        return False, 0.0, key
    width = float(leaf.high / leaf.low) if isinstance(leaf.low, (int, float)) and leaf.low else 0.0
    return True, -width, key


class Range(NamedTuple):
    """Least and most of a figure, and the cases in which it is so: moved inputs by their key."""

    low: Amount
    high: Amount
    best: Mapping[str, Amount]
    worst: Mapping[str, Amount]


def range_of(
    workings: Workings,
    aside: Collection[str] = SET_ASIDE,
    together: bool = False,
    ends: str = "both",
) -> Range:
    """The range of a figure; of arrays, place by place, with no cases told.

    together: whether all unknowns go to their ends at once; ends: "low", "high" or "both", where
    only one is asked for.
    """
    unknowns = workings.unknowns(aside)
    likely = workings.figure.likely
    best: Mapping[str, Amount] = {}
    worst: Mapping[str, Amount] = {}
    low = high = likely
    cases = [dict.fromkeys(unknowns, 1.0)] if together else list(_cases(unknowns))
    for case in cases:
        if ends != "high":
            moved = _moved(unknowns, case, best=True)
            value = workings.at(moved)
            if _scalar(value) and _scalar(low):
                if value < low:
                    low, best = value, moved
            else:
                low = smaller(low, value)
        if ends != "low":
            moved = _moved(unknowns, case, best=False)
            value = workings.at(moved)
            if _scalar(value) and _scalar(high):
                if value > high:
                    high, worst = value, moved
            else:
                high = larger(high, value)
    return Range(low, high, best, worst)


TOGETHER = (2, 3, 5, 8, 13, 21)
"""So many unknowns, and all of them, are moved together; more cases would tell little more."""


def _cases(unknowns: Mapping[str, Unknown]) -> Iterator[dict[str, Amount]]:
    names = list(unknowns)
    for name in names:
        yield {name: 1.0}
    # Of arrays, each place counts the unknowns that are open there, as if it stood alone.
    counts: list[Amount] = []
    for name in names:
        differs = unknowns[name].leaf.low != unknowns[name].leaf.high
        open_here = 1.0 if isinstance(differs, bool) else differs * 1.0
        counts.append(open_here + counts[-1] if counts else open_here)
    for place, count in enumerate(counts[1:], start=2):
        moved = count == counts[-1]
        for number in TOGETHER:
            moved = moved | (count == number)
        if moved is not False:
            yield dict.fromkeys(names[:place], moved / larger(1.0, count) ** 0.5)


def _moved(
    unknowns: Mapping[str, Unknown], case: Mapping[str, Amount], best: bool
) -> dict[str, Amount]:
    moved = {}
    for name, share in case.items():
        unknown = unknowns[name]
        end = unknown.best if best else unknown.worst
        likely = unknown.leaf.likely
        moved[name] = end if _is_whole(share) else likely + (end - likely) * share
    return moved


def _is_whole(share: Amount) -> bool:
    return isinstance(share, float) and share == 1.0


def _scalar(value: Amount) -> bool:
    return isinstance(value, (int, float))


def ranged(figure: Quantity, together: bool = False) -> Quantity:
    """A figure with its range, and its inputs as in the cases of its ends."""
    workings = Workings(figure)
    found = range_of(workings, together=together)
    return workings.laid_out(found.best, found.worst)


def may_be_nothing(figure: Quantity) -> bool:
    """Whether a figure is zero in one of the cases of its range: nothing is divided by it then."""
    return bool(range_of(Workings(figure), ends="low").low <= 0)


class Swing(NamedTuple):
    """What one unknown alone does to a figure: its value and the figure at either end."""

    leaf: Quantity
    at_low: Amount
    at_high: Amount


def swings(workings: Workings, aside: Sequence[str] = ()) -> list[Swing]:
    """The unknowns of a figure, the one that moves it most first; those set aside among them."""
    found = [
        Swing(
            unknown.leaf,
            workings.at({name: unknown.leaf.low}),
            workings.at({name: unknown.leaf.high}),
        )
        for name, unknown in workings.unknowns(aside).items()
    ]
    found = [each for each in found if each.at_low != each.at_high]
    return sorted(found, key=lambda each: -abs(float(each.at_high) - float(each.at_low)))
