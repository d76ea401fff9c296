import zlib from 'node:zlib';

/** Name and content. */
export type Member = readonly [name: string, content: string | Buffer];

function listOf(members: Readonly<Record<string, string>> | readonly Member[]): readonly Member[] {
  return Array.isArray(members) ? (members as readonly Member[]) : Object.entries(members);
}

/** A zip archive, all members of one file mode, with stored (uncompressed) members, written by the format's definition (PKWARE APPNOTE 4.3). */
export function zipOf(members: Readonly<Record<string, string>> | readonly Member[], mode = 0): Buffer {
  const bodies: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [name, text] of listOf(members)) {
    const data = Buffer.from(text as string);
    const path = Buffer.from(name);
    const fields = Buffer.alloc(26); // from "version needed" to "extra field length"
    fields.writeUInt16LE(20, 0);
    fields.writeUInt32LE(typeof zlib.crc32 === 'function' ? zlib.crc32(data) : 0, 10);
    fields.writeUInt32LE(data.length, 14);
    fields.writeUInt32LE(data.length, 18);
    fields.writeUInt16LE(path.length, 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), fields, path, data]);
    const tail = Buffer.alloc(14); // comment length, disk, attributes, offset
    // The attributes of Unix, kind of file included.
    tail.writeUInt32LE((mode << 16) >>> 0, 6);
    tail.writeUInt32LE(offset, 10);
    const version = Buffer.from([20, 3]);
    directory.push(Buffer.concat([Buffer.from('PK\x01\x02', 'latin1'), version, fields, tail, path]));
    bodies.push(local);
    offset += local.length;
  }
  const index = Buffer.concat(directory);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(directory.length, 4);
  end.writeUInt16LE(directory.length, 6);
  end.writeUInt32LE(index.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...bodies, index, Buffer.from('PK\x05\x06', 'latin1'), end]);
}
