import type { HelperConfig } from '../config.ts';

/** For the configuration of a test's node: nothing of this machine may be asked for. */
export const noStorage: HelperConfig['storage'] = {
  glusterdUnit: 'glusterd',
  glusterdDirectory: '',
  unitDirectory: '',
  brickFolders: [],
  mountFolders: [],
};
