import { deflateSync } from 'node:zlib';

/** A PDF as it grows: objects in the order they are ready, and where each of them begins. */
export class PdfFile {
  private written: Buffer[] = [];
  private length = 0;
  /** By the number of the object; the first is none. */
  private readonly places: number[] = [0];

  constructor() {
    this.write(Buffer.from('%PDF-1.7\n%\xe2\xe3\xcf\xd3\n', 'latin1'));
  }

  /** A number for an object that others name before it is written. */
  reserve(): number {
    this.places.push(0);
    return this.places.length - 1;
  }

  object(body: string, number: number = this.reserve()): number {
    this.places[number] = this.length;
    this.write(Buffer.from(`${number} 0 obj\n${body}\nendobj\n`, 'latin1'));
    return number;
  }

  stream(bytes: string | Buffer, entries = '', number: number = this.reserve()): number {
    const packed = deflateSync(bytes);
    this.places[number] = this.length;
    const head = `${number} 0 obj\n<< /Length ${packed.length} /Filter /FlateDecode ${entries} >>\nstream\n`;
    this.write(Buffer.concat([Buffer.from(head, 'latin1'), packed, Buffer.from('\nendstream\nendobj\n')]));
    return number;
  }

  /** What was written since it was last asked. */
  take(): Buffer {
    const bytes = Buffer.concat(this.written);
    this.written = [];
    return bytes;
  }

  end({ root, info }: { root: number; info: number }): void {
    const begin = this.length;
    const lines = this.places.slice(1).map((place) => `${String(place).padStart(10, '0')} 00000 n \n`);
    const size = this.places.length;
    this.write(
      Buffer.from(
        `xref\n0 ${size}\n0000000000 65535 f \n${lines.join('')}trailer\n<< /Size ${size} /Root ${root} 0 R /Info ${info} 0 R >>\nstartxref\n${begin}\n%%EOF\n`,
      ),
    );
  }

  private write(bytes: Buffer): void {
    this.written.push(bytes);
    this.length += bytes.length;
  }
}

/** Any text as a string of a PDF. */
export function pdfText(text: string): string {
  const bytes = Buffer.from(`\ufeff${text}`, 'utf16le').swap16();
  return `<${bytes.toString('hex')}>`;
}
