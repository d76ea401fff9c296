import { requireArgument, requireOptions } from '../src/base/argumentError.js';
import { type CifarDataset, loadCifarDataset, pythonVersion } from './cifarDataset.js';
import type { LabeledImages } from './labeledImages.js';
import type { LoadOptions } from './loadOptions.js';

export interface Cifar100Options extends LoadOptions {
  /** The 100 `fine` classes or the 20 `coarse` ones that group them. Default: `fine`. */
  labels?: 'fine' | 'coarse';
}

// Sum and length: TensorFlow Datasets' url_checksums.
const CIFAR100: CifarDataset = {
  id: 'cifar100',
  title: 'CIFAR-100',
  folders: ['cifar100', 'cifar100/cifar-100-binary', 'cifar-100', 'cifar-100-binary'],
  mirrors: ['https://www.cs.toronto.edu/~kriz/'],
  archive: {
    name: 'cifar-100-binary.tar.gz',
    sha256: '58a81ae192c23a4be8b1804d68e518ed807d710a4eb253b1f2a199162a40d8ec',
    sumOf: 'file',
    bytes: 168_513_733,
  },
  lookalikes: [
    pythonVersion(
      ['cifar-100-python', 'cifar-100-python.tar.gz'],
      'cifar-100-binary.tar.gz',
      "for train and test, import pickle, numpy as np; d = pickle.load(open('train', 'rb'), encoding='bytes'); " +
        "np.column_stack([d[b'coarse_labels'], d[b'fine_labels'], d[b'data']]).astype(np.uint8).tofile('train.bin')",
    ),
  ],
  members: { train: ['train.bin'], test: ['test.bin'] },
};

const COARSE_NAMES = `aquatic_mammals fish flowers food_containers fruit_and_vegetables
  household_electrical_devices household_furniture insects large_carnivores large_man-made_outdoor_things
  large_natural_outdoor_scenes large_omnivores_and_herbivores medium_mammals non-insect_invertebrates people
  reptiles small_mammals trees vehicles_1 vehicles_2`.split(/\s+/);

const FINE_NAMES = `apple aquarium_fish baby bear beaver bed bee beetle bicycle bottle bowl boy bridge bus
  butterfly camel can castle caterpillar cattle chair chimpanzee clock cloud cockroach couch crab crocodile cup
  dinosaur dolphin elephant flatfish forest fox girl hamster house kangaroo keyboard lamp lawn_mower leopard lion
  lizard lobster man maple_tree motorcycle mountain mouse mushroom oak_tree orange orchid otter palm_tree pear
  pickup_truck pine_tree plain plate poppy porcupine possum rabbit raccoon ray road rocket rose sea seal shark
  shrew skunk skyscraper snail snake spider squirrel streetcar sunflower sweet_pepper table tank telephone
  television tiger tractor train trout tulip turtle wardrobe whale willow_tree wolf woman worm`.split(/\s+/);

/**
 * CIFAR-100: 50,000 training and 10,000 test photographs in 100 classes (or 20 groups of them), 32 × 32 × 3.
 * Options, places and errors as for `mnist`.
 *
 * Source: Krizhevsky, "Learning Multiple Layers of Features from Tiny Images", 2009.
 *
 * @example
 * const groups = await cifar100({ split: 'test', labels: 'coarse' });
 */
export async function cifar100(options: Cifar100Options = {}): Promise<LabeledImages> {
  requireOptions('cifar100', 'options', 'an object, or left out', options);
  const { labels = 'fine', ...load } = options;
  const known = labels === 'fine' || labels === 'coarse';
  requireArgument(known, 'cifar100', 'labels', "'fine' or 'coarse'", labels);
  const layout =
    labels === 'fine'
      ? ({ labelBytes: 2, labelAt: 1, classNames: FINE_NAMES } as const)
      : ({ labelBytes: 2, labelAt: 0, classNames: COARSE_NAMES } as const);
  return loadCifarDataset('cifar100', CIFAR100, layout, load);
}
