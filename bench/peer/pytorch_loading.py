"""PyTorch's side of `npm run bench:data`: CASE FOLDER WORKERS BATCH. For each line on its input, so many seconds, the rows a second that
a shuffled DataLoader brings; batches are made tensors of the same numbers as ours."""
import pathlib
import sys
import time
import numpy as np
import pandas
import torch
from torch.utils.data import DataLoader, Dataset
from torchvision import datasets
from torchvision.transforms import v2

case, folder, workers, batch = sys.argv[1], pathlib.Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
torch.set_num_threads(1)


class Rows(Dataset):
    def __init__(self, x, y):
        self.x, self.y = x, y

    def __len__(self):
        return len(self.x)

    def __getitem__(self, row):
        return self.x[row], self.y[row]


class Windows(Dataset):
    def __init__(self, numbers, length):
        self.numbers, self.length = numbers, length

    def __len__(self):
        return (len(self.numbers) - 1) // self.length

    def __getitem__(self, row):
        at = row * self.length
        return self.numbers[at : at + self.length], self.numbers[at + 1 : at + 1 + self.length]


def opened():
    if case == 'digits':
        return datasets.MNIST(folder, transform=v2.Compose([v2.ToImage(), v2.ToDtype(torch.float32, scale=True)]))
    if case == 'jpegs':
        changes = [
            v2.RandomResizedCrop(224, scale=(0.6, 1.0), antialias=True),
            v2.RandomHorizontalFlip(),
            v2.ToImage(),
            v2.ColorJitter(0.2, 0.2, 0.2),
            v2.ToDtype(torch.float32, scale=True),
        ]
        return datasets.ImageFolder(folder / 'jpegs', v2.Compose(changes))
    if case in ('table', 'long-table'):
        numbers = torch.from_numpy(pandas.read_csv(folder / 'table.csv', dtype=np.float32).to_numpy())
        return Rows(numbers[:, :10], numbers[:, 10:])
    if case == 'byte-pairs':
        tokens = torch.from_numpy(np.load(folder / 'tokens.npy'))
        return Windows(tokens.reshape(-1), tokens.shape[1])
    text = pathlib.Path(__file__).parents[2] / 'engine' / 'data' / 'texts' / 'moby-dick.txt'
    return Windows(torch.from_numpy(np.frombuffer(text.read_bytes(), np.uint8).astype(np.int32)), 64)


loader = DataLoader(opened(), batch_size=batch, shuffle=True, num_workers=workers, persistent_workers=workers > 0)
for line in sys.stdin:
    end, rows, start = float(line), 0, None
    while start is None or time.perf_counter() - start < end:
        for x, y in loader:
            # the workers' start is no loading
            if start is None:
                start = time.perf_counter()
                continue
            rows += len(x)
            if time.perf_counter() - start > end:
                break
    print(rows / (time.perf_counter() - start), flush=True)
