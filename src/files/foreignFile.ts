import { openRegularAsync } from './regularFile.js';

/** A file that is not read here: what it is, and how its numbers are saved as .npy. */
export interface ForeignFile {
  /** For example `a NumPy archive (.npz)` */
  readonly what: string;
  /** Lines of Python, or a command; `FILE` stands for the file */
  readonly how: string;
}

const NUMPY = "import numpy as np; np.save('FILE.npy', ";
const TORCH =
  "import torch, numpy as np; np.save('FILE.npy', torch.load('FILE', map_location='cpu')['NAME'].float().numpy())" +
  " (without ['NAME'] where the file is one tensor)";
const SAFETENSORS =
  "import numpy as np; from safetensors.torch import load_file; np.save('FILE.npy', load_file('FILE')['NAME'].float().numpy())";

/** Kinds by the beginning of a file as Latin-1 text; a container comes before what it may hold. */
const KINDS: readonly (ForeignFile & { readonly is: (head: string) => boolean })[] = [
  {
    is: head => firstMember(head)?.endsWith('.npy') === true,
    what: 'a NumPy archive (.npz)',
    how: `${NUMPY}np.load('FILE.npz')['NAME'])`,
  },
  { is: head => TORCH_MEMBER.test(firstMember(head) ?? ''), what: 'a PyTorch file (.pt)', how: TORCH },
  { is: head => firstMember(head) !== undefined, what: 'a zip archive', how: 'unzip FILE' },
  // PyTorch before 1.6: a pickle that begins with a number of its own.
  {
    is: head => isPickle(head) && head.startsWith(TORCH_NUMBER, 2),
    what: 'a PyTorch file (.pt)',
    how: TORCH,
  },
  {
    is: isPickle,
    what: 'a Python pickle',
    how: `import pickle; ${NUMPY}pickle.load(open('FILE', 'rb'))) (a pickle can run code: open your own only)`,
  },
  {
    is: head => head.startsWith('\x89HDF\r\n'),
    what: 'an HDF5 file (.h5)',
    how: `import h5py; ${NUMPY}h5py.File('FILE')['NAME'][:])`,
  },
  { is: head => head.startsWith('\x1f\x8b'), what: 'a gzip file', how: 'gunzip FILE.gz' },
  // The length of the header in 8 bytes, below 2^24, and the header in JSON.
  { is: head => head.startsWith('\0\0\0\0\0{"', 3), what: 'a safetensors file', how: SAFETENSORS },
  {
    is: head => head.startsWith('PAR1'),
    what: 'a Parquet file',
    how: `import pandas; ${NUMPY}pandas.read_parquet('FILE').to_numpy())`,
  },
  { is: head => /^\s*[[{]/.test(head), what: 'JSON', how: `import json; ${NUMPY}json.load(open('FILE')))` },
  {
    // Numbers and separators; a header line may come first.
    is: head => /^[\w.,;+\-\s"#]+$/.test(head) && /\d[.,;\s]/.test(head),
    what: 'text, such as CSV',
    how: `${NUMPY}np.loadtxt('FILE.csv', delimiter=','))`,
  },
];

/** The name of the first member of a zip archive: its length is in the 30 bytes before it. */
function firstMember(head: string): string | undefined {
  if (!head.startsWith('PK\x03\x04')) return undefined;
  return head.slice(30, 30 + head.charCodeAt(26) + 256 * head.charCodeAt(27));
}

const TORCH_MEMBER = /(^|\/)(data\.pkl|version|byteorder|\.format_version)$/;
const TORCH_NUMBER = '\x8a\x0a\x6c\xfc\x9c\x46\xf9';

function isPickle(head: string): boolean {
  return head.startsWith('\x80') && head.charCodeAt(1) >= 2 && head.charCodeAt(1) <= 5;
}

/** As many bytes as the patterns look at. */
export const FOREIGN_HEAD = 512;

/** What a file is that does not begin like one of ours; undefined where that is not known. */
export function foreignFile(head: Uint8Array): ForeignFile | undefined {
  const text = Buffer.from(head.subarray(0, FOREIGN_HEAD)).toString('latin1');
  const kind = KINDS.find(({ is }) => is(text));
  return kind && { what: kind.what, how: kind.how };
}

/** The same for a file on disk; undefined where it cannot be read. */
export async function foreignFileAt(file: string): Promise<ForeignFile | undefined> {
  try {
    const handle = await openRegularAsync(file);
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(FOREIGN_HEAD), 0, FOREIGN_HEAD, 0);
      return foreignFile(buffer.subarray(0, bytesRead));
    } finally {
      await handle.close();
    }
  } catch {
    return undefined;
  }
}

/** Both in a sentence, for an error's "found". */
export function describeForeign({ what, how }: ForeignFile): string {
  return `${what}; to convert it: ${how}`;
}
