"""PyTorch's basic MNIST example, every setting as it comes, until it reads 99.0 % of the test set.

    python benchmarks/plain_torch.py FOLDER_WITH_MNIST [EPOCHS]

Another side of training_speed.py, for where torch is installed; it is no dependency. Two convolutions (32, 64),
pooling, dropout 0.25, a dense layer of 128, dropout 0.5; Adadelta at 1.0, times 0.7 after each epoch; batches of 64,
drawn digit by digit through a DataLoader, each digit scaled and normalised when it is drawn. (The example draws them
through torchvision and Pillow, which takes longer.) Prints a line an epoch: accuracy on the test set, seconds since
the command without those that reading the test set took.
"""

import sys
import time
from pathlib import Path
from typing import Any

STARTED = time.perf_counter()

import torch  # noqa: E402
import torch.nn.functional as F  # noqa: E402, N812
from torch import nn  # noqa: E402

from digitgame.datasets import Images  # noqa: E402
from digitgame.datasets.sources import load  # noqa: E402

MEAN, DEVIATION = 0.1307, 0.3081  # of MNIST's pixels
MOST_EPOCHS = 14


class Digits(torch.utils.data.Dataset):  # type: ignore[misc, unused-ignore]
    """MNIST, one digit at a time."""

    def __init__(self, pictures: Images) -> None:
        self.pixels, self.labels = torch.from_numpy(pictures.images.copy()), pictures.labels.tolist()

    def __len__(self) -> int:
        return len(self.pixels)

    def __getitem__(self, at: int) -> tuple[Any, int]:
        pixels = self.pixels[at].to(torch.float32).div(255)
        return pixels.sub(MEAN).div(DEVIATION).unsqueeze(0), self.labels[at]


class Net(nn.Module):  # type: ignore[misc, unused-ignore]
    """The example's network."""

    def __init__(self) -> None:
        super().__init__()
        self.conv1, self.conv2 = nn.Conv2d(1, 32, 3), nn.Conv2d(32, 64, 3)
        self.dropout1, self.dropout2 = nn.Dropout(0.25), nn.Dropout(0.5)
        self.dense, self.out = nn.Linear(9216, 128), nn.Linear(128, 10)

    def forward(self, x: Any) -> Any:
        x = F.relu(self.conv2(F.relu(self.conv1(x))))
        x = torch.flatten(self.dropout1(F.max_pool2d(x, 2)), 1)
        x = self.dropout2(F.relu(self.dense(x)))
        return F.log_softmax(self.out(x), dim=1)


def main() -> None:
    """Teach it epoch by epoch."""
    torch.manual_seed(1)
    digits = load([sys.argv[1]], cache=Path("no-cache"), seed=1)
    learning = torch.utils.data.DataLoader(Digits(digits.train), batch_size=64, shuffle=True)
    testing = torch.utils.data.DataLoader(Digits(digits.test), batch_size=1000)
    network = Net()
    optimiser = torch.optim.Adadelta(network.parameters(), lr=1.0)
    schedule = torch.optim.lr_scheduler.StepLR(optimiser, step_size=1, gamma=0.7)
    aside = 0.0
    for _ in range(int(sys.argv[2]) if len(sys.argv) > 2 else MOST_EPOCHS):
        network.train()
        for pictures, labels in learning:
            optimiser.zero_grad()
            F.nll_loss(network(pictures), labels).backward()
            optimiser.step()
        schedule.step()
        began = time.perf_counter()
        network.eval()
        with torch.no_grad():
            right = sum(int((network(x).argmax(1) == y).sum()) for x, y in testing)
        aside += time.perf_counter() - began
        accuracy = right / len(digits.test)
        print(f"{accuracy:.4f} {time.perf_counter() - STARTED - aside:.1f}", flush=True)
        if accuracy >= 0.99:
            break


if __name__ == "__main__":
    main()
