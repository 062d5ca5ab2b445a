// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {SettlementConfig, SettlementStorage} from "./SettlementStorage.sol";

/// @title Settlement extension
/// @notice The cold functions of the core, reached through `Settlement`'s fallback and run on its storage.
contract SettlementExtension is SettlementStorage {
    constructor(SettlementConfig memory config) SettlementStorage(config) {}
}
