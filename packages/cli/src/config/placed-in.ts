import { ClozeError } from '@cloze/contracts';

/**
 * What `give` gives; the place that its errors name is told to be of another, which whoever threw them did not know.
 * @param of such as `grid` or `head "topic"`
 * @param codes of the errors that are meant; all by default
 */
export function placedIn<Value>(of: string, give: () => Value, codes?: readonly ClozeError['code'][]): Value {
  try {
    return give();
  } catch (error) {
    if (!(error instanceof ClozeError) || codes?.includes(error.code) === false) throw error;
    const { where, ...parts } = error.parts;
    throw new ClozeError(
      error.code,
      { ...parts, where: where === undefined ? of : `${where}, of the ${of}` },
      { cause: error },
    );
  }
}
