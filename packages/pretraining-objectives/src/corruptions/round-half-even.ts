/** Rounds to the nearest integer and halves to the even one, as Python and IEEE 754 do (4.5 to 4, 5.5 to 6). */
export function roundHalfEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  if (rest !== 0.5) return rest < 0.5 ? floor : floor + 1;
  return floor % 2 === 0 ? floor : floor + 1;
}
