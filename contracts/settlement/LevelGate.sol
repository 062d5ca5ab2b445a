// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {IIdentityRegistry} from "../identity/interfaces/IIdentityRegistry.sol";
import {ProfileIdentity} from "./interfaces/IControllers.sol";
import {ITransferGate} from "./interfaces/ITransferGate.sol";
import {AccountState} from "./types/Status.sol";

/// @title Level gate
/// @notice The first gate: both sides are known (level 1 or more), in good standing and not sanctioned. Amounts and attestations are not
/// looked at yet.
/// @dev A restricted account may sell, redeem and leave; passing value to another person is none of these.
contract LevelGate is ITransferGate {
    uint8 private constant MIN_LEVEL = 1;

    IIdentityRegistry public immutable identityRegistry;

    constructor(address identityRegistry_) {
        identityRegistry = IIdentityRegistry(identityRegistry_);
    }

    /// @inheritdoc ITransferGate
    function check(address from, address to, uint256, bytes calldata) external view {
        _check(from);
        _check(to);
    }

    function _check(address account) private view {
        ProfileIdentity memory identity = identityRegistry.identityOf(account);
        require(!identity.sanctioned, Gate_Sanctioned(account));
        require(identity.state == AccountState.ACTIVE, Gate_AccountState(account, identity.state));
        require(identity.level >= MIN_LEVEL, Gate_LevelTooLow(account, identity.level));
    }
}
