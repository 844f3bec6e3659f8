import type { FileNumber, FileNumbers } from '../driver.ts';

/** `cdr_StandAloneCluster_02_201510091036_254831`: tag, cluster, node, UTC to the minute, number. The cluster may hold anything. */
function cucmFileNumber(name: string): FileNumber | null {
  const found = /(?:^|\/)(cdr|cmr)_([^/]+)_(\d+)_(\d{12})_(\d{1,15})(?:\.\w+)*$/.exec(name);
  if (found === null) return null;
  const [, tag, cluster, node, written = '', digits] = found;
  return { series: `${tag} ${cluster}/${node}`, number: Number(digits), written };
}

/** How each node numbers its files. */
export const CUCM_FILE_NUMBERS: FileNumbers = {
  wraps_after: null,
  late: 100,
  doubt: 'whether CDR and CMR files are numbered apart is not known',
  of: cucmFileNumber,
};
