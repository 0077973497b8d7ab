import type { Text } from './definition.ts';

/**
 * How a port is opened on an EOLE server: an executable bash file without an extension in bastion's data folder (EOLE
 * documentation, "Gestion du pare-feu eole-firewall"), here for the text's parameters `to` and `port`.
 */
export const openPortInEole: Text = {
  fr: 'ouvrez le port sur {to} : un fichier exécutable /usr/share/eole/bastion/data/90-hapy contenant « #!/bin/bash » et « iptables -I INPUT -p tcp --dport {port} -j ACCEPT », puis : CreoleService bastion restart (ailleurs que sur EOLE : hapyctl firewall show)',
  en: 'open the port on {to}: an executable file /usr/share/eole/bastion/data/90-hapy that holds "#!/bin/bash" and "iptables -I INPUT -p tcp --dport {port} -j ACCEPT", then: CreoleService bastion restart (elsewhere than on EOLE: hapyctl firewall show)',
};
