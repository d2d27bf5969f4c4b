import { add, loadInteger, multiply } from '../assembler/integers.js';
import type { Lanes } from '../assembler/lanes.js';
import type { ModuleBuilder } from '../assembler/module-builder.js';
import { addTo, eachElement, parameters } from './elements.js';

/**
 * Adds functions over rows of float32:
 *
 * - `addRow` (y, x, row, rows, width): y = x + row, for every row
 * - `repeatRow` (y, row, rows, width): y = row, for every row
 * - `addColumns` (sums, x, rows, width): sums += each row of x
 * - `addElements` (y, x, count): y += x
 * - `gatherRows` (y, table, ids, rows, width): row i of y is row ids[i] of the table
 * - `addGatheredRows`: the same, added to y
 * - `scatterAddRows` (table, x, ids, rows, width): row ids[i] of the table += row i of x
 */
export function defineRows(module: ModuleBuilder, vector: Lanes<'v128'>): void {
  module.define('addRow', ['i32', 'i32', 'i32', 'i32', 'i32'], (f) => {
    const [y, x, row, rows, width] = parameters(f, 5);
    f.loop(0, rows, 1, (index) => {
      const start = f.local(multiply(multiply(index, width), 4));
      eachElement(f, vector, width, (lanes, offset) => {
        const at = f.local(add(start, offset));
        lanes.store(f, add(y, at), lanes.add(lanes.load(add(x, at)), lanes.load(add(row, offset))));
      });
    });
  });
  module.define('repeatRow', ['i32', 'i32', 'i32', 'i32'], (f) => {
    const [y, row, rows, width] = parameters(f, 4);
    f.loop(0, rows, 1, () => {
      eachElement(f, vector, width, (lanes, offset) => lanes.store(f, add(y, offset), lanes.load(add(row, offset))));
      f.set(y, add(y, multiply(width, 4)));
    });
  });
  module.define('addColumns', ['i32', 'i32', 'i32', 'i32'], (f) => {
    const [sums, x, rows, width] = parameters(f, 4);
    f.loop(0, rows, 1, () => {
      eachElement(f, vector, width, (lanes, offset) => addTo(f, lanes, add(sums, offset), lanes.load(add(x, offset))));
      f.set(x, add(x, multiply(width, 4)));
    });
  });
  module.define('addElements', ['i32', 'i32', 'i32'], (f) => {
    const [y, x, count] = parameters(f, 3);
    eachElement(f, vector, count, (lanes, offset) => addTo(f, lanes, add(y, offset), lanes.load(add(x, offset))));
  });
  for (const adds of [false, true]) {
    module.define(adds ? 'addGatheredRows' : 'gatherRows', ['i32', 'i32', 'i32', 'i32', 'i32'], (f) => {
      const [y, table, ids, rows, width] = parameters(f, 5);
      f.loop(0, rows, 1, (index) => {
        const id = loadInteger(add(ids, multiply(index, 4)));
        const from = f.local(add(table, multiply(multiply(id, width), 4)));
        eachElement(f, vector, width, (lanes, offset) => {
          const to = f.local(add(y, offset));
          if (adds) addTo(f, lanes, to, lanes.load(add(from, offset)));
          else lanes.store(f, to, lanes.load(add(from, offset)));
        });
        f.set(y, add(y, multiply(width, 4)));
      });
    });
  }
  module.define('scatterAddRows', ['i32', 'i32', 'i32', 'i32', 'i32'], (f) => {
    const [table, x, ids, rows, width] = parameters(f, 5);
    f.loop(0, rows, 1, (index) => {
      const id = loadInteger(add(ids, multiply(index, 4)));
      const to = f.local(add(table, multiply(multiply(id, width), 4)));
      eachElement(f, vector, width, (lanes, offset) => addTo(f, lanes, add(to, offset), lanes.load(add(x, offset))));
      f.set(x, add(x, multiply(width, 4)));
    });
  });
}
