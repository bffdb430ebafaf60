package table_test

import (
	"fmt"
	"strings"

	"backprop/experiments/internal/table"
)

func ExampleTable_Text() {
	fmt.Println(losses().Text(table.Screen{Columns: 80}))
	// Output:
	// epoch  engine     loss    apart
	// ─────────────────────────────────
	//     0  manual  0.73400  5.6e-17
	//   699  graph   0.00012        -
}

func ExampleTable_HTML() {
	html, err := losses().HTML("The losses of two engines.")
	fmt.Println(err, strings.ReplaceAll(string(html), "<t", "\n<t"))
	// Output:
	// <nil> <div class="scroll" tabindex="0" role="region" aria-label="The losses of two engines.">
	// <table>
	//
	// <thead>
	// <tr>
	// <th scope="col" class="n">epoch</th>
	// <th scope="col">engine</th>
	// <th scope="col" class="n">mean loss</th>
	// <th scope="col" class="n">apart</th></tr></thead>
	//
	// <tbody>
	//
	// <tr>
	// <td class="n">0</td>
	// <td>by hand</td>
	// <td class="n">0.73400</td>
	// <td class="n">5.6·10⁻¹⁷</td></tr>
	//
	// <tr>
	// <td class="n">699</td>
	// <td>by autodiff</td>
	// <td class="n">0.00012</td>
	// <td class="n">-</td></tr>
	// </tbody>
	// </table></div>
}

func losses() table.Table {
	return table.Table{
		Columns: []table.Column{{Head: "epoch", Kind: table.Number}, {Head: "engine"}, {Head: "loss", Page: "mean loss",
			Kind: table.Number}, {Head: "apart", Kind: table.Number}},
		Rows: [][]table.Cell{
			{table.Count(0), table.Both("manual", "by hand"), table.Fixed(0.734, 5), table.Scientific(5.6e-17)},
			{table.Count(699), table.Both("graph", "by autodiff"), table.Fixed(0.00012, 5), table.None},
		},
	}
}
