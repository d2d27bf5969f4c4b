const SHORT = 32;
const KEPT = 1 << 20;

/** The UTF-16 code units of the text at work, in a typed array: reading them there is faster than from the string. */
export class UnitBuffer {
  units = new Uint16Array(4096);
  length = 0;
  private bytes = Buffer.from(this.units.buffer);

  load(text: string): void {
    const length = (this.length = text.length);
    if (length > this.units.length || (this.units.length > KEPT && length <= KEPT)) this.resize(length);
    if (length > SHORT) {
      this.bytes.write(text, 0, length * 2, 'utf16le');
    } else {
      for (let i = 0; i < length; i += 1) this.units[i] = text.charCodeAt(i);
    }
  }

  /** Grows in powers of two, and gives the memory of an unusually long text back. */
  private resize(length: number): void {
    this.units = new Uint16Array(2 ** Math.ceil(Math.log2(Math.max(length, 4096))));
    this.bytes = Buffer.from(this.units.buffer);
  }
}
