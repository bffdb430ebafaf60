package page

import (
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"html/template"
	"math"
	"strconv"

	"backprop/experiments/internal/lab"
	"backprop/experiments/internal/live"
	"backprop/experiments/internal/notation"
)

// liveData is what the scripts of the page know of it.
type liveData struct {
	Runs []liveRun `json:"runs"` // the report's ten
	// Seeds has, by run and bias as in "xor/full-batch/row", the loss of the last
	// epoch for the seeds from 1 on: float32, little-endian, in base64; NaN for a run that
	// diverged.
	Seeds map[string]string `json:"seeds"`
}

// liveRun is a run of the report with the losses of this page that the report prints, by
// column and epoch.
type liveRun struct {
	Run    string             `json:"run"`
	Title  string             `json:"title"`
	Losses map[string]float64 `json:"losses"`
}

// live is the data of the scripts, and the scripts.
func (p *printer) live() template.HTML {
	data := liveData{Seeds: p.seeds()}
	for _, r := range p.reproduction.Runs {
		run := liveRun{r.Run, notation.Run(r.Run), map[string]float64{}}
		for _, f := range r.Engines[0].Figures {
			if f.Kind == lab.Loss && f.Value != nil {
				run.Losses[f.Place+strconv.Itoa(f.At)] = *f.Value
			}
		}
		data.Runs = append(data.Runs, run)
	}
	text, err := json.Marshal(data) // < and & are escaped
	if err != nil && p.err == nil {
		p.err = err
	}
	return template.HTML(`<script type="application/json" id="live-data">`+string(text)+"</script>\n") + live.Scripts()
}

// seeds are the final losses of the audit's table; none without one.
func (p *printer) seeds() map[string]string {
	of := map[string]string{}
	for run, losses := range p.seedLosses {
		var values []byte
		for _, v := range losses {
			values = binary.LittleEndian.AppendUint32(values, math.Float32bits(float32(v)))
		}
		of[run.Run+"/"+run.Bias.String()] = base64.StdEncoding.EncodeToString(values)
	}
	return of
}
