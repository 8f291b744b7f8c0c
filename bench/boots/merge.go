package boots

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"tvslab/bench"
	"tvslab/phone/fleet"
)

// reportSchema is the version of the document of a run.
const reportSchema = 1

// MaxReport bounds the document of a run that is read: bytes.
const MaxReport = 64 << 20

// ParseReport reads the JSON form of a Report. The error says what is wrong with it.
func ParseReport(data []byte) (*Report, error) {
	if len(data) > MaxReport {
		return nil, fmt.Errorf("%d bytes, a report has at most %d", len(data), MaxReport)
	}
	r := &Report{}
	if err := json.Unmarshal(data, r); err != nil {
		return nil, fmt.Errorf("no report of tvslab phones: %w", err)
	}
	if r.Schema != reportSchema {
		return nil, fmt.Errorf("schema %d of a report is not known, only %d", r.Schema, reportSchema)
	}
	if r.Phones < 0 || r.PhonesBoot < 0 || r.PhonesBoot > r.Phones || r.Unserved < 0 || r.Unserved > r.PhonesBoot || r.Booted < 0 {
		return nil, errors.New("no report of tvslab phones: its counts are impossible")
	}
	_, err := bench.ParseShard(r.Shard)
	return r, err
}

// Merge adds up the reports of all shards of one fleet. The error is for shards of different fleets, and one that is missing or there twice.
func Merge(list []*Report) (*Report, error) {
	if len(list) == 0 {
		return nil, errors.New("merge: no reports")
	}
	if err := complete(list); err != nil {
		return nil, fmt.Errorf("merge: %w", err)
	}
	sum := &Report{Schema: reportSchema, Shard: bench.Shard{Index: 0, Of: 1}.String(), Wrong: []string{}, Memory: Memory{Record: list[0].Memory.Record}}
	var lines []fleet.Line
	bytes := 0.0
	for _, r := range list {
		sum.add(r)
		bytes += r.Memory.PerPhone * float64(r.Phones)
		lines = append(lines, r.Groups...)
	}
	if sum.Phones > 0 {
		sum.Memory.PerPhone = bytes / float64(sum.Phones)
	}
	if sum.Seconds > 0 {
		sum.Rate = float64(sum.Booted) / sum.Seconds
	}
	sum.Groups = fleet.Sum(lines)
	return sum, nil
}

// complete checks that these are all the shards of a fleet.
func complete(list []*Report) error {
	there := map[int]bool{}
	for _, r := range list {
		s, err := bench.ParseShard(r.Shard)
		switch {
		case err != nil:
			return err
		case s.Of != len(list):
			return fmt.Errorf("shard %s: there are %d shards", s, len(list))
		case there[s.Index]:
			return fmt.Errorf("shard %s is there twice", s)
		case r.Seed != list[0].Seed:
			return fmt.Errorf("shards of different fleets: seeds %d and %d", list[0].Seed, r.Seed)
		}
		there[s.Index] = true
	}
	return nil
}

// wrongExamples is how many wrong files a report shows.
const wrongExamples = 10

func (r *Report) add(o *Report) {
	r.Seed = o.Seed
	r.Phones += o.Phones
	r.Booted += o.Booted
	r.PhonesBoot += o.PhonesBoot
	r.Unserved += o.Unserved
	r.Seconds, r.Late = max(r.Seconds, o.Seconds), max(r.Late, o.Late)
	r.Interrupted = r.Interrupted || o.Interrupted
	r.Traffic = r.Traffic.Plus(o.Traffic)
	r.Memory.Lists, r.Memory.Configurations = max(r.Memory.Lists, o.Memory.Lists), r.Memory.Configurations+o.Memory.Configurations
	for _, text := range o.Wrong {
		if len(r.Wrong) < wrongExamples && !slices.Contains(r.Wrong, text) {
			r.Wrong = append(r.Wrong, text)
		}
	}
	r.Memory.Record = cmp.Or(r.Memory.Record, o.Memory.Record)
}
