package audit

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"backprop/network"
)

// Method is the version of METHOD.md. Records of different versions do not mix.
const Method = 2

// The further questions, beside the claims.
const (
	SweepID  = "sweep"
	MemoryID = "memory"
)

// MaxSeeds bounds the work to some hours on one core.
const MaxSeeds = 1_000_000

// Settings say what is audited, and with that what comes out.
type Settings struct {
	Seeds int // 1 … Seeds of numpy's legacy stream
	// Claims are the ids of claims and of the further questions; nil for all. The
	// order does not matter.
	Claims []string
	Shard  Shard // the part of the seeds; the zero value is all
}

// Shard is one of Count parts of the seeds, Index from 1.
type Shard struct{ Index, Count int }

// ParseShard reads "2/8".
func ParseShard(text string) (Shard, error) {
	var s Shard
	first, second, ok := strings.Cut(text, "/")
	index, err := strconv.Atoi(first)
	count, err2 := strconv.Atoi(second)
	if !ok || err != nil || err2 != nil {
		return s, fmt.Errorf("%.40q is no shard: want one such as 2/8, the second of eight parts", text)
	}
	if count < 1 || index < 1 || index > count {
		return s, fmt.Errorf("shard %d of %d: want 1 to the number of parts", index, count)
	}
	return Shard{index, count}, nil
}

// String is "2/8".
func (s Shard) String() string { return fmt.Sprintf("%d/%d", s.Index, s.Count) }

// IDs are all that an audit can ask: the claims in the report's order, then the
// further questions.
func IDs() ([]string, error) {
	claims, err := Register()
	if err != nil {
		return nil, err
	}
	var ids []string
	for _, c := range claims {
		ids = append(ids, c.ID)
	}
	return append(ids, SweepID, MemoryID), nil
}

// complete returns the settings with every default filled in, in the register's
// order, or the first thing that is wrong with them as a [network.SettingError].
func (s Settings) complete() (Settings, error) {
	if s.Seeds < 1 || s.Seeds > MaxSeeds {
		return s, network.Invalid("seeds", "%d: want 1 to %d", s.Seeds, MaxSeeds)
	}
	if s.Shard == (Shard{}) {
		s.Shard = Shard{1, 1}
	}
	switch {
	case s.Shard.Index < 1 || s.Shard.Index > s.Shard.Count:
		return s, network.Invalid("shard", "%v: want 1 to the number of parts", s.Shard)
	case s.Shard.Count > s.Seeds:
		return s, network.Invalid("shard", "%v of %d seeds: want at most one part per seed", s.Shard, s.Seeds)
	}
	ids, err := IDs()
	if err != nil {
		return s, err
	}
	if s.Claims == nil {
		s.Claims = ids
		return s, nil
	}
	for _, id := range s.Claims {
		if !slices.Contains(ids, id) {
			return s, network.Invalid("claims", "has no %.40q: want %s", id, strings.Join(ids, ", "))
		}
	}
	if len(s.Claims) == 0 {
		return s, network.Invalid("claims", "is empty: want some of %s", strings.Join(ids, ", "))
	}
	s.Claims = slices.DeleteFunc(ids, func(id string) bool { return !slices.Contains(s.Claims, id) })
	return s, nil
}

// Range returns the first and the last seed of the shard. The settings must be
// valid.
func (s Settings) Range() (first, last int) {
	if s.Shard == (Shard{}) {
		return 1, s.Seeds
	}
	return (s.Shard.Index-1)*s.Seeds/s.Shard.Count + 1, s.Shard.Index * s.Seeds / s.Shard.Count
}

// sameAudit reports whether complete settings are of one audit, whatever the shard.
func (s Settings) sameAudit(o Settings) bool {
	return s.Seeds == o.Seeds && slices.Equal(s.Claims, o.Claims)
}

// String is "1000 seeds, claims layout,relu".
func (s Settings) String() string {
	return fmt.Sprintf("%d seeds, claims %s", s.Seeds, strings.Join(s.Claims, ","))
}

// Validate reports the first thing wrong with the settings, as a
// [network.SettingError].
func (s Settings) Validate() error {
	_, err := s.complete()
	return err
}
