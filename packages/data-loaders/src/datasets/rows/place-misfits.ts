import { badRow, type RowPlace } from './bad-row.js';
import { MisfitError, type Misfit } from './misfit.js';

/**
 * What `make` gives.
 * @param placeOf where the value at a path of the record stands in the file
 * @throws DataError in place of a MisfitError
 */
export function placeMisfits<Value>(make: () => Value, placeOf: (path: Misfit['path']) => RowPlace): Value {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof MisfitError)) throw error;
    const { path, ...parts } = error.misfit;
    throw badRow(placeOf(path), parts);
  }
}
