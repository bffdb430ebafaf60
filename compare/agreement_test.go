package compare_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"backprop/compare"
)

func TestAnAgreementIsReadAsItIsWritten(t *testing.T) {
	for a := compare.Identical; a <= compare.Apart; a++ {
		text, err := a.MarshalText()
		require.NoError(t, err)
		var read compare.Agreement
		require.NoError(t, read.UnmarshalText(text))
		assert.Equal(t, a, read)
	}
	assert.ErrorContains(t, new(compare.Agreement).UnmarshalText([]byte("friends")),
		`unknown agreement "friends": want identical, rounding`)
}
