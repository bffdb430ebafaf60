//go:build js && wasm

// Program is the page's engine in a browser: it sets the function ask, which takes a
// question's name and JSON and returns an answer in JSON, as package session has them,
// or a string with an error behind "!".
package main

import (
	"syscall/js"

	"backprop/experiments/internal/live/session"
)

func main() {
	var s session.Session
	js.Global().Set("ask", js.FuncOf(func(_ js.Value, args []js.Value) any {
		answer, err := s.Ask(args[0].String(), []byte(args[1].String()))
		if err != nil {
			return "!" + err.Error()
		}
		return string(answer)
	}))
	select {}
}
