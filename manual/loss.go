package manual

import (
	"backprop/network"
	"backprop/network/portable"
)

// crossEntropy returns L = -Σ [ y ln η(ŷ) + (1-y) ln η(1-ŷ) ], with
// η(v) = max(v, network.Eta), for probabilities and labels of N rows. A label is
// 0 or 1, so that one of the two terms is exactly 0 and is left out.
func crossEntropy(probabilities, labels []float64) float64 {
	loss := 0.0
	for i, y := range labels {
		p := probabilities[i]
		if y == 0 {
			p = 1 - p
		}
		loss -= portable.Log(max(p, network.Eta))
	}
	return loss
}

// crossEntropyBackward computes dŷ = (1-y)/η(1-ŷ) - y/η(ŷ), of which a label of
// 0 or 1 leaves one term. The clamp's own derivative counts as 1.
func crossEntropyBackward(dProbabilities, probabilities, labels []float64) {
	for i, y := range labels {
		p := probabilities[i]
		if y == 0 {
			dProbabilities[i] = 1 / max(1-p, network.Eta)
		} else {
			dProbabilities[i] = -1 / max(p, network.Eta)
		}
	}
}
