package notation_test

import (
	"fmt"

	"backprop/experiments/internal/notation"
)

func ExampleDigits() {
	fmt.Println(notation.Digits(2.34e-15, 2), notation.Digits(1e-9, 2), notation.Digits(0.25, 3))
	// Output: 2.3·10⁻¹⁵ 10⁻⁹ 0.25
}

func ExampleShort() {
	fmt.Println(notation.Short(-0.23585349), notation.Short(76.190476), notation.Short(12345))
	// Output: −0.236 76.2 12345
}

func ExamplePower() {
	fmt.Println(notation.Power(-8))
	// Output: 10⁻⁸
}

func ExampleSuperscript() {
	fmt.Println("h" + notation.Superscript(2))
	// Output: h²
}

func ExampleMinus() {
	fmt.Println(notation.Minus("-0.5"))
	// Output: −0.5
}

func ExampleDuration() {
	fmt.Println(notation.Duration(850), notation.Duration(12345), notation.Duration(2.5e9))
	// Output: 850 ns 12.3 µs 2.5 s
}

func ExampleEngine() {
	fmt.Println(notation.Engine("graph"))
	// Output: by autodiff
}

func ExampleTask() {
	fmt.Println(notation.Task("xor"), "and the", notation.Task("linear"))
	// Output: XOR and the linear task
}

func ExampleRun() {
	fmt.Println(notation.Run("xor/full-batch"))
	// Output: XOR, full batch
}

func ExampleNetwork() {
	fmt.Println(notation.Network("2-4-4-1 identity,relu,sigmoid row bias"))
	// Output: 2-4-4-1 identity, relu, sigmoid private biases
}

func ExampleBias() {
	fmt.Println(notation.Bias("row"), notation.Bias("shared"))
	// Output: private shared
}
