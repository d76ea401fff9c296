import type { RemoteFile } from './files/datasetFiles.js';

/** A dataset in the format and with the file names of MNIST. */
export interface IdxDataset {
  id: string;
  title: string;
  folders: readonly string[];
  classNames: readonly string[];
  mirrors: readonly string[];
  /** SHA-256 and length of the four published files, by name. */
  sums: Readonly<Record<string, Omit<RemoteFile, 'name'>>>;
}

// The sums are of the uncompressed files, which have the published MD5 sums 6bbc9ace…, a25bea73…, 2646ac64… and
// 27ae3e4e…; mirrors have compressed them anew.
export const MNIST: IdxDataset = {
  id: 'mnist',
  title: 'MNIST',
  folders: ['mnist', 'MNIST/raw', 'MNIST'],
  classNames: ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'],
  mirrors: [
    'https://storage.googleapis.com/cvdf-datasets/mnist/',
    'https://ossci-datasets.s3.amazonaws.com/mnist/',
  ],
  sums: {
    'train-images-idx3-ubyte.gz': {
      sha256: 'ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db',
      sumOf: 'content',
      bytes: 9_912_422,
    },
    'train-labels-idx1-ubyte.gz': {
      sha256: '65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5',
      sumOf: 'content',
      bytes: 28_881,
    },
    't10k-images-idx3-ubyte.gz': {
      sha256: '0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7',
      sumOf: 'content',
      bytes: 1_648_877,
    },
    't10k-labels-idx1-ubyte.gz': {
      sha256: 'ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2',
      sumOf: 'content',
      bytes: 4_542,
    },
  },
};

// Sums and lengths of the next two: TensorFlow Datasets' url_checksums.
export const FASHION_MNIST: IdxDataset = {
  id: 'fashion-mnist',
  title: 'Fashion-MNIST',
  folders: ['fashion-mnist', 'fashion_mnist', 'fashion', 'FashionMNIST/raw', 'FashionMNIST'],
  classNames: [
    'T-shirt/top',
    'Trouser',
    'Pullover',
    'Dress',
    'Coat',
    'Sandal',
    'Shirt',
    'Sneaker',
    'Bag',
    'Ankle boot',
  ],
  mirrors: [
    'https://storage.googleapis.com/tensorflow/tf-keras-datasets/',
    'https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/',
  ],
  sums: {
    'train-images-idx3-ubyte.gz': {
      sha256: '3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84',
      sumOf: 'file',
      bytes: 26_421_880,
    },
    'train-labels-idx1-ubyte.gz': {
      sha256: 'a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845',
      sumOf: 'file',
      bytes: 29_515,
    },
    't10k-images-idx3-ubyte.gz': {
      sha256: '346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073',
      sumOf: 'file',
      bytes: 4_422_102,
    },
    't10k-labels-idx1-ubyte.gz': {
      sha256: '67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5',
      sumOf: 'file',
      bytes: 5_148,
    },
  },
};

export const KMNIST: IdxDataset = {
  id: 'kmnist',
  title: 'Kuzushiji-MNIST',
  folders: ['kmnist', 'KMNIST/raw', 'KMNIST'],
  classNames: ['o', 'ki', 'su', 'tsu', 'na', 'ha', 'ma', 'ya', 're', 'wo'],
  mirrors: ['https://codh.rois.ac.jp/kmnist/dataset/kmnist/'],
  sums: {
    'train-images-idx3-ubyte.gz': {
      sha256: '51467d22d8cc72929e2a028a0428f2086b092bb31cfb79c69cc0a90ce135fde4',
      sumOf: 'file',
      bytes: 18_165_135,
    },
    'train-labels-idx1-ubyte.gz': {
      sha256: 'e38f9ebcd0f3ebcdec7fc8eabdcdaef93bb0df8ea12bee65224341c8183d8e17',
      sumOf: 'file',
      bytes: 29_497,
    },
    't10k-images-idx3-ubyte.gz': {
      sha256: 'edd7a857845ad6bb1d0ba43fe7e794d164fe2dce499a1694695a792adfac43c5',
      sumOf: 'file',
      bytes: 3_041_136,
    },
    't10k-labels-idx1-ubyte.gz': {
      sha256: '20bb9a0ef54c7db3efc55a92eef5582c109615df22683c380526788f98e42a1c',
      sumOf: 'file',
      bytes: 5_120,
    },
  },
};

/** All datasets in this format: their file names are the same, so one can be mistaken for another. */
export const IDX_DATASETS: readonly IdxDataset[] = [MNIST, FASHION_MNIST, KMNIST];
