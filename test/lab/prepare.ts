import { execFileSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';

// What the lab's tests need of the machine, by the file that shows it is there and the Debian package that
// brings it. Run by `npm run test:lab` before the tests.
const needs: readonly (readonly [file: string, debianPackage: string])[] = [
  ['/usr/bin/openssl', 'openssl'],
  ['/usr/bin/setpriv', 'util-linux'],
  ['/usr/bin/mount', 'mount'],
  ['/usr/sbin/ip', 'iproute2'],
  ['/usr/sbin/nft', 'nftables'],
  ['/usr/sbin/mariadbd', 'mariadb-server'],
  ['/usr/sbin/sshd', 'openssh-server'],
  ['/usr/bin/rsync', 'rsync'],
  ['/usr/bin/ansible', 'ansible-core'],
  ['/usr/bin/faketime', 'faketime'],
  // A folder, which may be entered.
  ['/usr/lib/python3/dist-packages/grpc', 'python3-grpcio'],
  ['/usr/bin/go', 'golang-go'],
  ['/usr/share/gocode/src/google.golang.org/grpc', 'golang-google-grpc-dev'],
  ['/usr/bin/g++', 'g++'],
  ['/usr/bin/pkg-config', 'pkg-config'],
  ['/usr/include/grpcpp', 'libgrpc++-dev'],
  ['/usr/bin/systemd-nspawn', 'systemd-container'],
  ['/usr/bin/mmdebstrap', 'mmdebstrap'],
  ['/usr/bin/strip', 'binutils'],
  ['/usr/bin/aarch64-linux-gnu-strip', 'binutils-aarch64-linux-gnu'],
  ['/usr/bin/lintian', 'lintian'],
  ['/usr/sbin/dockerd', 'docker.io'],
  ['/usr/bin/docker-compose', 'docker-compose'],
  ['/usr/bin/chromium', 'chromium'],
];

function isThere(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

if (process.getuid?.() !== 0) {
  process.stderr.write('npm run test:lab needs root: it switches users and installs Debian packages.\n');
  process.exit(2);
}

const missing = needs.filter(([file]) => !isThere(file)).map(([, debianPackage]) => debianPackage);
if (missing.length > 0) {
  const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const apt = (...argv: string[]) =>
    execFileSync('apt-get', ['-o', 'DPkg::Lock::Timeout=600', '-y', ...argv], {
      stdio: 'inherit',
      env: environment,
    });
  apt('update');
  apt('install', '--no-install-recommends', ...missing);
}
