import { addAddress, type AddressChange, deleteAddress, readNetwork } from '../network/addresses.ts';
import { ipLinks } from '../network/ip-links.ts';
import { print, printError, programArguments } from './arguments.ts';

/**
 * `ip [-j] neighbour show` (nobody: loopback has no neighbours), `ip [-j] address show [dev IF]`, `ip address add A/P dev IF`, `ip address del A/P dev IF`, with iproute2's
 * JSON, words and exit codes (2 when the kernel says no, 1 for a device that is not there).
 */
async function main(): Promise<number> {
  const { root, words } = programArguments();
  const json = words.some((word) => word === '-j' || word === '-json');
  const [object = '', verb = 'show', ...rest] = words.filter((word) => !word.startsWith('-'));
  if (object !== '' && 'neighbour'.startsWith(object)) {
    if (json) print('[]');
    return 0;
  }
  if (!'address'.startsWith(object) || object === '') {
    printError(`Object "${object}" is unknown, try "ip help".`);
    return 1;
  }
  const device = rest[rest.indexOf('dev') + 1];
  if (verb === 'add' || verb === 'del' || verb === 'delete') {
    const [address = '', prefix = '32'] = (rest[0] ?? '').split('/');
    if (device === undefined || address === '') {
      printError('Not enough information: "dev" argument is required.');
      return 255;
    }
    return verb === 'add'
      ? changed(await addAddress(root, device, { address, prefixLength: Number(prefix) }), device)
      : changed(await deleteAddress(root, device, address), device);
  }
  show(root, rest.includes('dev') ? device : undefined, json);
  return 0;
}

function changed(change: AddressChange, device: string): number {
  switch (change) {
    case 'done':
      return 0;
    case 'exists':
      printError('RTNETLINK answers: File exists');
      return 2;
    case 'absent':
      printError('RTNETLINK answers: Cannot assign requested address');
      return 2;
    case 'no-device':
      printError(`Cannot find device "${device}"`);
      return 1;
  }
}

function show(root: string, device: string | undefined, json: boolean): void {
  const found = Object.entries(readNetwork(root)).filter(([name]) => device === undefined || name === device);
  if (json) {
    print(JSON.stringify(ipLinks(Object.fromEntries(found))));
    return;
  }
  for (const [at, [name, held]] of found.entries()) {
    for (const one of held)
      print(`${at + 1}: ${name}    inet ${one.address}/${one.prefixLength} scope global ${name}`);
  }
}

process.exitCode = await main();
