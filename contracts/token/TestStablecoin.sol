// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {ERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Permit.sol";
import {ERC20TransferAuthorization} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20TransferAuthorization.sol";
import {Nonces} from "@openzeppelin/contracts/utils/Nonces.sol";
import {NoncesKeyed} from "@openzeppelin/contracts/utils/NoncesKeyed.sol";

/// @title Test stablecoin
/// @notice Money of local chains: 6 decimals, ERC-2612 and ERC-3009, and anyone may mint. Never deployed where money is real.
/// @dev ERC-3009 nonces are keyed here (key 192 bits << 64 | sequence): a fresh key for every authorisation makes them independent.
/// Sequence numbers of key 0 are shared with ERC-2612.
contract TestStablecoin is ERC20, ERC20Permit, ERC20TransferAuthorization {
    constructor() ERC20("Genex Test Dollar", "tUSD") ERC20Permit("Genex Test Dollar") {}

    /// @notice Anyone.
    function mint(address to, uint256 amount) external {
        _mint(to, amount);
    }

    /// @inheritdoc ERC20
    function decimals() public pure override returns (uint8) {
        return 6;
    }

    // Both extensions count in the same nonces; without these the compiler cannot tell whose rule holds.

    /// @inheritdoc ERC20Permit
    function nonces(address owner) public view override(ERC20Permit, Nonces) returns (uint256) {
        return super.nonces(owner);
    }

    function _useCheckedNonce(address owner, uint256 nonce) internal override(Nonces, NoncesKeyed) {
        super._useCheckedNonce(owner, nonce);
    }
}
