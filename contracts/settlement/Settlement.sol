// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {Batches} from "./Batches.sol";
import {LedgerViews} from "./LedgerViews.sol";
import {Relay} from "../account/libraries/Relay.sol";
import {SettlementConfig, SettlementStorage} from "./SettlementStorage.sol";

/// @title Settlement
/// @notice The core of the market: units, money, orders and exits. This half holds what trading needs; every other function lives in
/// the extension and runs here by delegatecall, because both halves together exceed the size limit of one contract.
contract Settlement is Batches, LedgerViews {
    address private immutable EXTENSION;

    constructor(SettlementConfig memory config, address extension) SettlementStorage(config) {
        EXTENSION = extension;
    }

    /// @dev Hands every selector that this half does not know to the extension, fixed at deployment, on this contract's storage.
    fallback() external {
        Relay.to(EXTENSION);
    }
}
