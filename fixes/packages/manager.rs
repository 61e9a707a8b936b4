//! The package managers and how each installs.

use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Manager {
    Apt,
    Dnf,
    Pacman,
    Apk,
    Zypper,
    Brew,
    Port,
    Winget,
    Choco,
    Scoop,
    Nix,
}

impl Manager {
    pub const ALL: [Self; 11] = [
        Self::Apt,
        Self::Dnf,
        Self::Pacman,
        Self::Apk,
        Self::Zypper,
        Self::Brew,
        Self::Port,
        Self::Winget,
        Self::Choco,
        Self::Scoop,
        Self::Nix,
    ];

    /// The manager of a Linux distribution, by the words of `ID` and `ID_LIKE` in its `os-release`, nearest first.
    pub fn of_distribution<S: AsRef<str>>(ids: &[S]) -> Option<Self> {
        ids.iter().flat_map(|ids| ids.as_ref().split_whitespace()).find_map(|id| match id {
            "debian" | "ubuntu" | "linuxmint" | "pop" | "raspbian" | "kali" | "elementary" => Some(Self::Apt),
            "fedora" | "rhel" | "centos" | "rocky" | "almalinux" | "amzn" => Some(Self::Dnf),
            "arch" | "manjaro" | "endeavouros" => Some(Self::Pacman),
            "alpine" | "postmarketos" => Some(Self::Apk),
            "suse" | "opensuse" | "sles" | "opensuse-leap" | "opensuse-tumbleweed" => Some(Self::Zypper),
            "nixos" => Some(Self::Nix),
            _ => None,
        })
    }

    /// The program to look for on `PATH`.
    pub fn program(self) -> &'static str {
        self.install()[0]
    }

    /// The command up to the package names. It asks nothing: the plan has been shown.
    pub(super) fn install(self) -> &'static [&'static str] {
        match self {
            Self::Apt => &["apt-get", "install", "-y"],
            Self::Dnf => &["dnf", "install", "-y"],
            Self::Pacman => &["pacman", "-S", "--needed", "--noconfirm"],
            Self::Apk => &["apk", "add"],
            Self::Zypper => &["zypper", "--non-interactive", "install"],
            Self::Brew => &["brew", "install"],
            Self::Port => &["port", "install"],
            Self::Winget => &["winget", "install", "--exact"],
            Self::Choco => &["choco", "install", "-y"],
            Self::Scoop => &["scoop", "install"],
            Self::Nix => &["nix", "profile", "install"],
        }
    }

    /// Whether an ordinary user cannot install with it.
    pub fn needs_root(self) -> bool {
        match self {
            Self::Apt | Self::Dnf | Self::Pacman | Self::Apk | Self::Zypper | Self::Port | Self::Choco => true,
            Self::Brew | Self::Winget | Self::Scoop | Self::Nix => false,
        }
    }

    pub(super) fn on_unix(self) -> bool {
        match self {
            Self::Apt | Self::Dnf | Self::Pacman | Self::Apk | Self::Zypper | Self::Brew | Self::Port | Self::Nix => {
                true
            }
            Self::Winget | Self::Choco | Self::Scoop => false,
        }
    }
}
