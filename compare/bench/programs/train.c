/* The network 2-4-4-1 (identity, relu, sigmoid; shared biases) trained by full-batch
 * gradient descent on the summed cross-entropy, gradients by hand, for speed alone: sizes
 * are constants, and one pass over the rows does forward, backward and the sums.
 *
 *     gcc -O3 -march=native train.c -o train -lm && ./train < run.txt
 *
 * Reads rows, epochs and rate, a line x1 x2 y for each row, and W1 b1 W2 b2 W3 b3, row by
 * row. Prints the mean loss of the last epoch, before its update, and the seconds of all. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { IN = 2, H = 4, PARAMETERS = IN * H + H + H * H + H + H + 1 };

struct layers { double W1[IN][H], b1[H], W2[H][H], b2[H], W3[H], b3; };
union parameters { struct layers l; double all[PARAMETERS]; };

static double clamp(double p) { return p > 1e-10 ? p : 1e-10; }

/* step returns the summed loss at t, and takes a step of gradient descent from there. */
static double step(union parameters *t, const double *x, int rows, double rate) {
    const struct layers p = t->l;
    union parameters sum = {0};
    struct layers *d = &sum.l;
    double loss = 0;
    for (const double *end = x + 3 * rows; x < end; x += 3) {
        double a1[H], a2[H], da1[H] = {0}, z = p.b3;
        for (int j = 0; j < H; j++) a1[j] = x[0] * p.W1[0][j] + x[1] * p.W1[1][j] + p.b1[j];
        for (int k = 0; k < H; k++) {
            double s = p.b2[k];
            for (int j = 0; j < H; j++) s += a1[j] * p.W2[j][k];
            a2[k] = s > 0 ? s : 0;
            z += a2[k] * p.W3[k];
        }
        const double yhat = 1 / (1 + exp(-z));
        const double ofLabel = clamp(x[2] > 0 ? yhat : 1 - yhat);
        loss -= log(ofLabel);
        /* dL/dz, the clamp's derivative being 1 */
        const double dz = (x[2] > 0 ? -1 : 1) / ofLabel * yhat * (1 - yhat);
        d->b3 += dz;
        for (int k = 0; k < H; k++) {
            const double dz2 = a2[k] > 0 ? dz * p.W3[k] : 0;
            d->W3[k] += a2[k] * dz;
            d->b2[k] += dz2;
            for (int j = 0; j < H; j++) {
                d->W2[j][k] += a1[j] * dz2;
                da1[j] += dz2 * p.W2[j][k];
            }
        }
        for (int j = 0; j < H; j++) {
            d->W1[0][j] += x[0] * da1[j];
            d->W1[1][j] += x[1] * da1[j];
            d->b1[j] += da1[j];
        }
    }
    for (int i = 0; i < PARAMETERS; i++) t->all[i] -= rate * sum.all[i];
    return loss;
}

int main(void) {
    int rows, epochs;
    double rate, loss = 0;
    union parameters t;
    if (scanf("%d %d %lf", &rows, &epochs, &rate) != 3 || rows < 1) return 2;
    double *x = malloc(3 * sizeof *x * rows);
    if (!x) return 2;
    for (int i = 0; i < 3 * rows; i++) if (scanf("%lf", &x[i]) != 1) return 2;
    for (int i = 0; i < PARAMETERS; i++) if (scanf("%lf", &t.all[i]) != 1) return 2;
    struct timespec from, to;
    clock_gettime(CLOCK_MONOTONIC, &from);
    for (int e = 0; e < epochs; e++) loss = step(&t, x, rows, rate);
    clock_gettime(CLOCK_MONOTONIC, &to);
    printf("%.17g %.9f\n", loss / rows, to.tv_sec - from.tv_sec + 1e-9 * (to.tv_nsec - from.tv_nsec));
    free(x);
    return 0;
}
