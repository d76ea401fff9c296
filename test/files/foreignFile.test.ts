import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { encodingFromFile } from '../../datasets/encodingFromFile.js';
import { faultWithoutPath } from '../../src/files/datasetErrors.js';
import { foreignFile } from '../../src/files/foreignFile.js';
import { readNpy } from '../../src/files/npy.js';
import { zipOf } from '../backends/native/setup/zipOf.js';
import { npyBytes } from '../helpers/npyBytes.js';
import { temporaryFolder } from '../helpers/temporaryFolder.js';

const npy = Buffer.from(npyBytes(Float32Array.of(1, 2), { shape: [2] }));
/** As numpy 2.4 writes: the sizes follow in an extra field. */
const NPZ = Buffer.from(
  '504b03042d00000000000000210016 72dca1ffffffffffffffff05001400482e6e707901001000b0'.replaceAll(' ', ''),
  'hex',
);
/** As PyTorch 1.5 writes: protocol 2, and its magic number as a long. */
const OLD_TORCH = Buffer.from('80028a0a6cfc9c46f9206aa850192e', 'hex');
const bfloat16 = '{"w":{"dtype":"BF16","shape":[2],"data_offsets":[0,4]}}';
const SAFETENSORS = Buffer.concat([
  Buffer.from([bfloat16.length, 0, 0, 0, 0, 0, 0, 0]),
  Buffer.from(`${bfloat16}abcd`),
]);

const FILES: [string, Buffer, RegExp, string][] = [
  ['.npz of numpy', NPZ, /a NumPy archive \(\.npz\)/, "np.load('FILE.npz')['NAME']"],
  ['.npz', Buffer.from(zipOf({ 'H.npy': 'x' })), /a NumPy archive/, 'np.load'],
  ['.pt', Buffer.from(zipOf({ 'archive/data.pkl': 'x' })), /a PyTorch file/, '.float().numpy()'],
  ['.pth of an older PyTorch', OLD_TORCH, /a PyTorch file/, 'torch.load'],
  ['another zip', Buffer.from(zipOf({ 'readme.txt': 'x' })), /a zip archive/, 'unzip'],
  ['pickle', Buffer.from('8004951b00000000000000', 'hex'), /a Python pickle/, 'pickle.load'],
  ['HDF5', Buffer.from('\x89HDF\r\n\x1a\n', 'latin1'), /an HDF5 file/, 'h5py.File'],
  ['.npy.gz', gzipSync(npy), /a gzip file/, 'gunzip'],
  ['safetensors, bfloat16 or not', SAFETENSORS, /a safetensors file/, '.float().numpy()'],
  ['Parquet', Buffer.from('PAR1\x15\x04'), /a Parquet file/, 'read_parquet'],
  ['CSV', Buffer.from('1.5,2\n-3e-4,4\n'), /text, such as CSV/, 'np.loadtxt'],
  ['CSV with a header', Buffer.from('a,b\n1.5,2\n3,4\n'), /text, such as CSV/, 'np.loadtxt'],
  ['JSON', Buffer.from('[[1, 2], [3, 4]]'), /JSON/, 'json.load'],
];

describe('files that are no .npy', () => {
  it.each(FILES)('%s: what it is, and how to convert it', async (_, bytes, what, how) => {
    const file = join(temporaryFolder(), 'H.npy');
    writeFileSync(file, bytes);
    const error = (await readNpy(file).catch(reason => reason)) as Error;
    expect(error.message).toMatch(/H\.npy: expected an \.npy file.*; to convert it: /);
    expect(error.message).toMatch(what);
    expect(error.message).toContain(how);
    // Under a name of its own.
    const other = join(temporaryFolder(), 'codes.bin');
    writeFileSync(other, bytes);
    await expect(encodingFromFile(other)).rejects.toThrow(
      /codes\.bin: expected a \.json or \.npy file, found/,
    );
    await expect(encodingFromFile(other)).rejects.toThrow(what);
  });

  it('other bytes are shown, nothing is guessed', async () => {
    for (const bytes of [Buffer.from('hello'), Buffer.from([1, 2, 3]), npy]) {
      expect(foreignFile(bytes)).toBeUndefined();
    }
    const file = join(temporaryFolder(), 'empty.npy');
    writeFileSync(file, '');
    await expect(readNpy(file)).rejects.toThrow(/found an empty file$/);
  });

  it('whatever the first bytes are, nothing is thrown', () => {
    for (let first = 0; first < 256; first++) {
      for (const length of [1, 2, 5, 30, 600]) foreignFile(new Uint8Array(length).fill(first));
    }
    expect(foreignFile(Buffer.from('PK\x03\x04'))).toMatchObject({ what: 'a zip archive' });
  });

  it.each([
    ['|V2', /2 bytes without a type, as numpy saves bfloat16: save H\.astype\(np\.float32\)/],
    ['|O', /Python objects/],
    ['<U5', /text; of labels save np\.unique/],
    ['<c8', /complex numbers/],
    ['<f16', /long doubles; save H\.astype\(np\.float64\)/],
  ])('an .npy file of type %s: what to save instead', async (type, message) => {
    const file = join(temporaryFolder(), 'H.npy');
    const text = npy.toString('latin1').replace("'<f4'", `'${type}'`);
    writeFileSync(file, Buffer.from(text, 'latin1'));
    await expect(readNpy(file)).rejects.toThrow(message);
  });
});

describe('a file that cannot be read', () => {
  it('is named once', async () => {
    const folder = temporaryFolder();
    const missing = join(folder, 'none.npy');
    const error = (await readNpy(missing).catch(reason => reason)) as Error;
    expect(error.message).toBe(
      `${missing}: expected a file that can be read, found none: there is no such file`,
    );
    const json = (await encodingFromFile(join(folder, 'none.json')).catch(reason => reason)) as Error;
    expect(json.message.match(/none\.json/g)).toHaveLength(1);
  });

  it('for whatever reason', () => {
    const path = join(temporaryFolder(), 'a, open b');
    const cause = Object.assign(new Error(`EACCES: permission denied, open '${path}'`), {
      code: 'EACCES',
      syscall: 'open',
    });
    expect(faultWithoutPath(cause)).toBe('EACCES: permission denied');
    expect(faultWithoutPath(new SyntaxError('Unexpected token'))).toBe('Unexpected token');
  });
});
