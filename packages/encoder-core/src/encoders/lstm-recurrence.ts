import { differentiable, tidied } from '@cloze/backend';
import { matMul, tensor, tensor2d, tidy, type Tensor, type Tensor2D } from '@tensorflow/tfjs-core';

/** Sequences in the order they are stepped through: the longest first, so that those still running are always the first ones. */
interface Schedule {
  /** Row of step t of sequence s. */
  row(s: number, t: number): number;
  /** Number of sequences that have a step t. */
  running(t: number): number;
  readonly sequences: number;
  readonly steps: number;
}

/** Numbers that a step leaves for the backward pass, row by row. */
interface Trace {
  /** Input, forget, candidate and output gate, after their functions. */
  readonly gates: Float32Array; // [tokens * 4 * hidden]
  readonly cells: Float32Array; // [tokens * hidden]
  readonly hidden: Float32Array; // [tokens * hidden]
}

/**
 * The recurrence of an LSTM (Hochreiter and Schmidhuber, 1997) with forget gates (Gers et al., 2000), as one operation over sequences of any
 * lengths: i, f, o = s(x + U h'), g = tanh(x + U h'), c = f c' + i g, h = o tanh(c), with the logistic function s. Each step is one product
 * for all sequences that still run; the rest is done on the host, since a kernel for each of a step's dozen small operations costs more
 * than the operations.
 * @param x input to the gates i, f, g, o, biases included, [tokens, 4 * hidden]
 * @param u recurrent weights, [4 * hidden, hidden]
 * @param starts first row of each sequence, then the number of rows
 * @param reverse whether each sequence is read from its end
 * @returns the hidden state at each token, [tokens, hidden]
 */
export function lstmRecurrence(x: Tensor2D, u: Tensor2D, starts: Int32Array, reverse: boolean): Tensor2D {
  const size = u.shape[1];
  const schedule = scheduleOf(starts, reverse);
  return differentiable<Tensor2D>(
    [x, u],
    (save) => {
      const trace = runForward(x, u, schedule);
      const shape = (width: number): [number, number] => [x.shape[0], width];
      save([
        u,
        tensor(trace.gates, shape(4 * size)),
        tensor(trace.cells, shape(size)),
        tensor(trace.hidden, shape(size)),
      ]);
      return tensor(trace.hidden, shape(size));
    },
    (dy, [savedU, gates, cells, hidden]): Tensor[] => {
      const trace = { gates: floats(gates), cells: floats(cells), hidden: floats(hidden) };
      return tidy(() => runBackward(floats(dy), savedU as Tensor2D, trace, schedule));
    },
  );
}

function floats(values: Tensor): Float32Array {
  return values.dataSync() as Float32Array;
}

function scheduleOf(starts: Int32Array, reverse: boolean): Schedule {
  const sequences = starts.length - 1;
  const length = (i: number) => starts[i + 1] - starts[i];
  const order = Array.from({ length: sequences }, (_, i) => i).sort((a, b) => length(b) - length(a) || a - b);
  const steps = sequences === 0 ? 0 : length(order[0]);
  const counts = new Int32Array(steps);
  for (const i of order) for (let t = 0; t < length(i); t += 1) counts[t] += 1;
  return {
    row: (s, t) => (reverse ? starts[order[s] + 1] - 1 - t : starts[order[s]] + t),
    running: (t) => counts[t],
    sequences,
    steps,
  };
}

function runForward(x: Tensor2D, u: Tensor2D, { row, running, sequences, steps }: Schedule): Trace {
  const tokens = x.shape[0];
  const size = u.shape[1];
  const inputs = floats(x);
  const trace: Trace = {
    gates: new Float32Array(tokens * 4 * size),
    cells: new Float32Array(tokens * size),
    hidden: new Float32Array(tokens * size),
  };
  const state = new Float32Array(sequences * size);
  const cell = new Float32Array(sequences * size);
  for (let t = 0; t < steps; t += 1) {
    const count = running(t);
    const recurrent =
      t === 0
        ? new Float32Array(count * 4 * size)
        : tidied(() => floats(matMul(tensor2d(state.slice(0, count * size), [count, size]), u, false, true)).slice());
    for (let s = 0; s < count; s += 1) {
      const at = row(s, t);
      const from = at * 4 * size;
      const before = s * 4 * size;
      for (let k = 0; k < size; k += 1) {
        const i = sigmoid(inputs[from + k] + recurrent[before + k]);
        const f = sigmoid(inputs[from + size + k] + recurrent[before + size + k]);
        const g = Math.tanh(inputs[from + 2 * size + k] + recurrent[before + 2 * size + k]);
        const o = sigmoid(inputs[from + 3 * size + k] + recurrent[before + 3 * size + k]);
        const c = f * cell[s * size + k] + i * g;
        const h = o * Math.tanh(c);
        trace.gates[from + k] = i;
        trace.gates[from + size + k] = f;
        trace.gates[from + 2 * size + k] = g;
        trace.gates[from + 3 * size + k] = o;
        trace.cells[at * size + k] = c;
        trace.hidden[at * size + k] = h;
        cell[s * size + k] = c;
        state[s * size + k] = h;
      }
    }
  }
  return trace;
}

/**
 * A gradient, 0 where it has vanished over many steps: numbers below the normal range of float32, 1e-38, make a product ten times as slow.
 */
function unvanished(gradient: number): number {
  return Math.abs(gradient) < 1e-30 ? 0 : gradient;
}

function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x));
}

/** Gradients of x and u, by backpropagation through time. */
function runBackward(
  dy: Float32Array,
  u: Tensor2D,
  { gates, cells, hidden }: Trace,
  { row, running, sequences, steps }: Schedule,
): [Tensor2D, Tensor2D] {
  const size = u.shape[1];
  const tokens = hidden.length / size;
  const dx = new Float32Array(tokens * 4 * size);
  const previous = new Float32Array(tokens * size); // the hidden state before each token
  const dState = new Float32Array(sequences * size);
  const dCell = new Float32Array(sequences * size);
  for (let t = steps - 1; t >= 0; t -= 1) {
    const count = running(t);
    const dGates = new Float32Array(count * 4 * size);
    for (let s = 0; s < count; s += 1) {
      const at = row(s, t);
      const from = at * 4 * size;
      const to = s * 4 * size;
      const before = t === 0 ? undefined : row(s, t - 1);
      if (before !== undefined) previous.set(hidden.subarray(before * size, (before + 1) * size), at * size);
      for (let k = 0; k < size; k += 1) {
        const [i, f, g, o] = [
          gates[from + k],
          gates[from + size + k],
          gates[from + 2 * size + k],
          gates[from + 3 * size + k],
        ];
        const squashed = Math.tanh(cells[at * size + k]);
        const dh = unvanished(dy[at * size + k] + dState[s * size + k]);
        const dc = unvanished(dCell[s * size + k] + dh * o * (1 - squashed * squashed));
        const cellBefore = before === undefined ? 0 : cells[before * size + k];
        dGates[to + k] = dc * g * i * (1 - i);
        dGates[to + size + k] = dc * cellBefore * f * (1 - f);
        dGates[to + 2 * size + k] = dc * i * (1 - g * g);
        dGates[to + 3 * size + k] = dh * squashed * o * (1 - o);
        dCell[s * size + k] = dc * f;
      }
      dx.set(dGates.subarray(to, to + 4 * size), from);
    }
    if (t > 0) dState.set(tidied(() => floats(matMul(tensor2d(dGates, [count, 4 * size]), u)).slice()));
  }
  const dInputs = tensor2d(dx, [tokens, 4 * size]);
  return [dInputs, matMul(dInputs, tensor2d(previous, [tokens, size]), true)];
}
