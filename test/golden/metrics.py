"""Golden numbers for the metrics, computed by numpy in float64 straight from the definitions.

    python3 test/golden/metrics.py      # rewrites test/golden/metrics.json

Features are rounded to three decimals and then to float32 on both sides, so that the file is short and exact.
Needs numpy (written with 2.4). Keys of `metrics` are `<id>` per weighting; a missing id has no value.
"""

import itertools
import json
from pathlib import Path

import numpy as np

HADAMARD = np.array([[1, 1, 1, 1], [1, -1, 1, -1], [1, 1, -1, -1]], dtype=float)
UNEQUAL = np.array([[0.0, 0.0], [2.0, 0.5], [-1.0, 3.0]])


def cosines(vectors):
    norms = np.linalg.norm(vectors, axis=1)
    if np.any(norms < 1e-12):
        return None
    unit = vectors / norms[:, None]
    return (unit @ unit.T)[~np.eye(len(vectors), dtype=bool)]


def unit(matrix):
    return matrix / np.linalg.norm(matrix)


def distance_to_hull(point, others):
    """Smallest norm over all faces of the points of their affine hulls nearest to `point`, weights positive."""
    best = np.inf
    for size in range(1, min(len(others), len(point) + 1) + 1):
        for face in itertools.combinations(others, size):
            base, edges = face[0], np.array([p - face[0] for p in face[1:]]).reshape(size - 1, len(point))
            t = np.linalg.lstsq(edges.T, point - base, rcond=None)[0]
            if np.all(t >= -1e-12) and t.sum() <= 1 + 1e-12:
                best = min(best, np.linalg.norm(base + t @ edges - point))
    return best


def metrics(H, y, K, W, b, E, predictedLabels, weighting, one_hot):
    """H: N×d, W: c×d, b: c or None, E: c×K."""
    n = np.bincount(y, minlength=K)
    pi = n / n.sum()
    M = np.stack([H[y == k].mean(axis=0) for k in range(K)])
    R = H - M[y]
    within = R.T @ R / len(H)
    v = np.array([(R[y == k] ** 2).sum(axis=1).mean() for k in range(K)])
    w = np.full(K, 1 / K) if weighting == "class" else pi
    C = M - w @ M
    between = (C * w[:, None]).T @ C
    out = {}
    if np.trace(between) > 1e-20:
        out["nc1.pinv"] = np.trace(within @ np.linalg.pinv(between, rcond=1e-10, hermitian=True)) / K
        out["nc1.ratio"] = np.trace(within) / np.trace(between)
        norms = np.linalg.norm(C, axis=1)
        out["nc2.equinorm"] = norms.std() / norms.mean()
        out["nc2.etf"] = np.linalg.norm(unit(C @ C.T) - unit(np.eye(K) - 1 / K))
        values = np.linalg.eigvalsh(between)
        p = values[values > 1e-10 * values.max()] / values.sum()
        out["rank.effective"] = np.exp(-(p * np.log(p)).sum())
    pairs = np.triu_indices(K, 1)
    distances = ((M[:, None] - M[None]) ** 2).sum(axis=2)[pairs]
    if distances.min() > 1e-20:
        out["nc1.cdnv"] = ((v[:, None] + v[None])[pairs] / (2 * distances)).mean()
    angles = cosines(C)
    if angles is not None:
        out["nc2.equiangular"] = angles.std()
        out["nc2.maxangle"] = np.abs(angles + 1 / (K - 1)).mean()
    if np.abs(M).max() > 0:
        out["nc2.of"] = np.linalg.norm(unit(M @ M.T) - np.eye(K) / np.sqrt(K))
    raw = cosines(M)
    if raw is not None:
        out["nc2.cos"] = raw.mean()
    if one_hot:
        out["nc3.dual"] = np.linalg.norm(unit(W.T) - unit(C.T))
        rows = W / np.linalg.norm(W, axis=1)[:, None]
        out["gnc2.margin"] = min(distance_to_hull(rows[k], np.delete(rows, k, axis=0)) for k in range(K))
        alignment = (rows * C).sum(axis=1) / np.linalg.norm(C, axis=1)
        out["gnc3.alignment"] = alignment.mean()
        out["gnc3.alignment.variance"] = alignment.var()
    answers = W.T @ (E - (E @ pi)[:, None])
    out["nc3.dual.encoded"] = np.linalg.norm(unit(answers) - unit(C.T))
    directions = C / np.linalg.norm(C, axis=1)[:, None]
    apart = np.linalg.norm(directions[:, None] - directions[None], axis=2)[pairs]
    kernels = {"dist": apart}
    if apart.min() > 1e-9:
        kernels |= {"log": -np.log(apart), "riesz": 1 / apart}
    for name, values in kernels.items():
        out[f"gnc2.uniformity.{name}"] = values.mean()
        out[f"gnc2.uniformity.{name}.variance"] = values.var()
    distances = ((H[:, None] - M[None]) ** 2).sum(axis=2)
    ordered = np.sort(distances, axis=1)
    assert (ordered[:, 1] - ordered[:, 0]).min() > 1e-4, "a tie: choose another seed"
    out["nc4.ncc"] = (distances.argmin(axis=1) == predictedLabels).mean()
    mean_code = E @ pi
    if b is not None and np.linalg.norm(mean_code) > 1e-12:
        out["bias.centering"] = np.linalg.norm(b - (mean_code - W @ (pi @ M))) / np.linalg.norm(mean_code)
    return {key: float(value) for key, value in sorted(out.items())}


def decide(Z, E):
    distances = ((Z[:, :, None] - E[None]) ** 2).sum(axis=1)
    ordered = np.sort(distances, axis=1)
    assert (ordered[:, 1] - ordered[:, 0]).min() > 1e-4, "a tie: choose another seed"
    return distances.argmin(axis=1)


def short(array):
    return np.round(array, 3).astype(np.float32).astype(float)


def case(name, counts, dim, seed, spread=0.6, codes=None, bias=True, features=None):
    rng = np.random.default_rng(seed)
    K = len(counts)
    E = np.eye(K) if codes is None else codes.T
    y = np.repeat(np.arange(K), counts)
    if features is None:
        means = rng.normal(size=(K, dim)) + 0.3
        features = means[y] + spread * rng.normal(size=(len(y), dim))
        order = rng.permutation(len(y))
        y, features = y[order], features[order]
    H = short(features)
    W = short(rng.normal(size=(len(E), dim)))
    b = short(rng.normal(size=len(E))) if bias else None
    predictedLabels = decide(H @ W.T + (0 if b is None else b), E)
    stored = {"name": name, "classes": K, "features": H, "labels": y, "kernel": W.T, "bias": b, "predictedLabels": predictedLabels}
    if codes is not None:
        stored["codes"] = codes
    stored["metrics"] = {
        weighting: metrics(H, y, K, W, b, E, predictedLabels, weighting, codes is None) for weighting in ("class", "sample")
    }
    return stored


def plain(value):
    if isinstance(value, np.ndarray):
        decimals = np.round(value.astype(float), 3)
        return (decimals.astype(int) if value.dtype.kind == "i" else decimals).tolist()
    return {key: plain(item) for key, item in value.items()} if isinstance(value, dict) else value


def collinear_means():
    """Means on one line through the origin of R^3: Σ_B has rank 1 though K − 1 = 3. All numbers are dyadic."""
    residuals = np.array([[0.5, -0.25, 1.0], [-0.5, 0.25, -1.0], [0.25, 0.75, 0.0], [-0.25, -0.75, 0.0]])
    return np.concatenate([t * np.array([1.0, 2.0, -1.0]) + residuals for t in (0.5, 1, 3, 7)])


CASES = [
    case("balanced", [6, 6, 6], 4, seed=1),
    case("imbalanced", [2, 5, 9, 3], 5, seed=2),
    case("two classes", [4, 7], 3, seed=3),
    case("more classes than dimensions", [3, 4, 5, 3, 4, 6], 2, seed=4, spread=0.3),
    case("one dimension", [5, 4, 7], 1, seed=5, spread=0.4),
    case("codes of equal norm", [5, 3, 8], 4, seed=6, codes=HADAMARD),
    case("codes of different norm", [4, 6, 3], 3, seed=7, codes=UNEQUAL),
    case("collinear means", [4, 4, 4, 4], 3, seed=8, features=collinear_means()),
    case("one sample per class", [1, 1, 1, 1], 5, seed=9),
    case("head without bias", [3, 6, 4], 3, seed=10, bias=False),
]

if __name__ == "__main__":
    text = ",\n".join(json.dumps(plain(item), ensure_ascii=False) for item in CASES)
    Path(__file__).with_name("metrics.json").write_text("[\n" + text + "\n]\n", encoding="utf-8")
