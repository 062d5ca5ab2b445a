// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {ICashAccounts} from "./interfaces/ICashAccounts.sol";
import {IExits} from "./interfaces/IExits.sol";
import {AccountWord} from "./libraries/AccountWord.sol";
import {SettlementStorage} from "./SettlementStorage.sol";
import {AccountState} from "./types/Status.sol";

/// @title Balances
/// @notice Changes of one account's money outside a batch.
abstract contract Balances is SettlementStorage {
    /// @dev Reverts by overflow above 2^64 - 1 units of money, 18 trillion.
    function _credit(address account, uint64 amount) internal {
        AccountWord word = _accounts[account];
        _accounts[account] = word.withCash(word.cash() + amount);
    }

    function _debit(address account, uint64 amount) internal {
        AccountWord word = _accounts[account];
        require(amount > 0, ICashAccounts.Cash_ZeroAmount());
        require(word.cash() >= amount, ICashAccounts.Cash_Insufficient(account, word.cash(), amount));
        _accounts[account] = word.withCash(word.cash() - amount);
    }

    /// @dev A compliance freeze holds an account and what others pay it inside; every other state may leave.
    function _requireNotFrozen(address account) internal view {
        require(_profiles[account].state() != AccountState.FROZEN, IExits.Exits_AccountFrozen(account));
    }

    function _requireReceiver(address to) internal view {
        require(to != address(0) && to != address(this), ICashAccounts.Cash_InvalidReceiver(to));
    }
}
