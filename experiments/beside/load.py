"""What the files beside this one have, in Python with numpy: python3 load.py"""
import json
import numpy as np

assert not json.load(open("manifest.json")).get("unfinished"), "their writing was cut short"
for run in json.load(open("reproduction.json"))["runs"]:  # shapes and units are in dictionary.csv
    by_hand = run["engines"][0]
    W1, X = np.array(by_hand["weights"][0]), np.array(run["inputs"])
    print(run["run"], "inputs", X.shape, "W1", W1.shape, "last loss", by_hand["losses"][-1])
audit = np.genfromtxt("audit.csv", delimiter=",", names=True, dtype=None, encoding="utf-8")
for bias in ("row", "shared"):
    seeds = audit[(audit["run"] == "xor/full-batch") & (audit["bias"] == bias)]
    print("xor/full-batch,", bias, "bias:", np.mean(seeds["accuracy"] == 100), "of", len(seeds), "seeds solved")
