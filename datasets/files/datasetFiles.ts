/** A file to download. */
export interface RemoteFile {
  /** Its name below each mirror's address and in the cache. */
  name: string;
  sha256: string;
  /** What the sum is of: the file itself, or what is inside its gzip wrapping (mirrors differ in wrapping). */
  sumOf: 'file' | 'content';
  /** Length of the published file: a download that grows far beyond it is given up. */
  bytes: number;
}

/** One way in which the files of a split can lie in a folder: all `files` must be there. */
export interface Layout {
  /** Each with its alternative names; `.gz` after any of them is tried as well. */
  files: readonly (readonly string[])[];
  /** Set for an archive: the names of the files wanted from it, without folders. */
  members?: readonly string[];
}

/** Files or folders that are taken for the data set: to be named, with the way out. */
export interface Lookalike {
  /** Any of them */
  names: readonly string[];
  /** What they are, and what to do */
  is: string;
}

/** Where the files of one split of a dataset are found and what they must be. */
export interface DatasetFiles {
  /** Folder in the cache, and first of the folders looked into. */
  id: string;
  title: string;
  /** Folders looked into below a data folder, besides the data folder itself. */
  folders: readonly string[];
  /** In order of preference. */
  layouts: readonly Layout[];
  remote: readonly RemoteFile[];
  /** Other forms in which people have the data set, which are not read. */
  lookalikes?: readonly Lookalike[];
  /** Addresses that end in a slash, tried in turn. */
  mirrors: readonly string[];
}

/** Files that were found: the layout they fit and their paths, in its order. */
export interface FoundFiles {
  layout: Layout;
  paths: string[];
}
