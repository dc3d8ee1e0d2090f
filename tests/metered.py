"""What this process's meters say."""

from prometheus_client import REGISTRY


class Meters:
    """How far meters moved since this was made; those that did not exist stood at nothing."""

    def __init__(self):
        self._before = read()

    def moved(self, name, **labels):
        """How far one sample moved."""
        key = (name, tuple(sorted(labels.items())))
        return read().get(key, 0) - self._before.get(key, 0)

    def told(self, name, label):
        """By a label's values how far a sample moved, where it did."""
        return {
            dict(labels)[label]: moved
            for (sample, labels), value in read().items()
            if sample == name and (moved := value - self._before.get((sample, labels), 0))
        }


def read():
    """Every sample by its name and labels."""
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in REGISTRY.collect()
        for sample in family.samples
    }
